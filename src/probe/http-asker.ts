import { Agent } from "undici";
import type { Ask } from "./discover.js";
import type { Address } from "./endpoints.js";
import { exchange } from "./http-exchange.js";

const timeoutMs = 3_000;

/** Asks for real: one connection a request, certificates not checked, 3 s a request. `address` says where a port is reached now. */
export const httpAsker = (address: (port: number) => Address | undefined, signal: AbortSignal): AsyncDisposable & { readonly ask: Ask } => {
  const dispatcher = new Agent({ pipelining: 0, connect: { rejectUnauthorized: false } });
  return {
    ask: async (port, scheme, path) => {
      const at = address(port);
      if (at === undefined) return { error: `port ${String(port)} has no address on this machine` };
      const headers = { host: `${at.host}:${String(at.port)}`, accept: "*/*", "user-agent": "stack-slim" };
      const result = await exchange({ method: "GET", scheme, address: at, path, headers }, { dispatcher, signal, timeoutMs });
      if ("error" in result) return result;
      const { status, headers: answered, body } = result.answer;
      const type = answered["content-type"]?.[0]?.split(";")[0]?.trim().toLowerCase();
      return { status, bytes: body.length, ...(type === undefined ? {} : { type }) };
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
};
