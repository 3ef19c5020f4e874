import type { RawData } from "ws";
import WebSocket from "ws";
import type { WebsocketMessage } from "../model/web-probes.js";
import { boundedSignal, inWords, pause } from "./bounded-signal.js";
import { connectTimeoutMs, probeWithClient, releasing } from "./client-probe.js";
import type { Driver, ProbeOf } from "./driver.js";
import { jsonProblem } from "./expect-json.js";
import { occursIn, parseTextPattern, preview } from "./text-pattern.js";
import { webRequest } from "./web-place.js";

/** Passes when the connection opens and every awaited message comes in time. */
export const websocketDriver = {
  kind: "websocket",
  run: (probe, context) =>
    probeWithClient(probe.port, context, async (address, signal) => {
      const { headers, tls, hidden } = await webRequest(probe, address, context);
      using bound = boundedSignal(signal, probe.withinMs);
      const url = `${probe.scheme === "https" ? "wss" : "ws"}://${address.host}:${address.port}${probe.path}`;
      const socket = new WebSocket(url, [...probe.subprotocols], { headers: { ...headers }, handshakeTimeout: connectTimeoutMs, ...tls });
      const heard = listen(socket);
      try {
        return await releasing(
          signal,
          () => socket.terminate(),
          () => converse(socket, heard, probe, bound.signal),
        );
      } catch (error) {
        throw error instanceof Error ? Object.assign(error, { message: hidden(error.message) }) : error;
      }
    }),
} satisfies Driver<"websocket">;

/** What came over the socket, in order; `failure` is why nothing more will. */
type Heard = { readonly messages: string[]; opened: boolean; failure?: Error; wake: () => void };

const listen = (socket: WebSocket): Heard => {
  const heard: Heard = { messages: [], opened: false, wake: () => undefined };
  const fail = (error: Error): void => {
    heard.failure ??= error;
    heard.wake();
  };
  socket.on("open", () => {
    heard.opened = true;
    heard.wake();
  });
  socket.on("message", (data: RawData) => {
    heard.messages.push(textOf(data));
    heard.wake();
  });
  socket.on("unexpected-response", (request, response) => {
    response.resume();
    request.destroy();
    fail(new Error(`status ${response.statusCode}, expected 101: the path doesn't speak WebSocket to this request`));
  });
  socket.on("error", fail);
  socket.on("close", (code, reason) => {
    const why = reason.length === 0 ? "" : `: ${preview(reason.toString())}`;
    fail(new Error(`the server ended the conversation with code ${code}${why}`));
  });
  return heard;
};

const converse = async (socket: WebSocket, heard: Heard, probe: ProbeOf<"websocket">, signal: AbortSignal): Promise<string> => {
  const within = inWords(probe.withinMs);
  signal.addEventListener("abort", () => heard.wake(), { once: true });
  if (!(await until(heard, () => heard.opened, signal))) throw new Error(`not open within ${within}`);
  let read = 0;
  for (const message of probe.messages) {
    if ("send" in message) socket.send(message.send);
    else if ("sendJson" in message) socket.send(JSON.stringify(message.sendJson));
    else {
      const found = (): boolean => {
        for (; read < heard.messages.length; read += 1) {
          if (problemWith(message, heard.messages[read] ?? "") === undefined) return (read += 1) > 0;
        }
        return false;
      };
      if (!(await until(heard, found, signal))) throw new Error(missing(message, heard.messages, within));
    }
  }
  socket.close(1000);
  await Promise.race([until(heard, () => heard.failure !== undefined, signal).catch(() => undefined), pause(1_000, signal)]);
  const count = heard.messages.length;
  return `WebSocket ${probe.path} opens${count === 0 ? "" : `, ${count} message${count === 1 ? "" : "s"} came`}`;
};

/** Waits until it holds; false when time is over. Rejects with the failure that ends the wait. */
const until = async (heard: Heard, holds: () => boolean, signal: AbortSignal): Promise<boolean> => {
  for (;;) {
    if (holds()) return true;
    if (heard.failure !== undefined) throw heard.failure;
    if (signal.aborted) return false;
    await new Promise<void>((resolve) => {
      heard.wake = resolve;
    });
  }
};

type Awaited = Extract<WebsocketMessage, { readonly expect: string } | { readonly expectJson: unknown }>;

const problemWith = (awaited: Awaited, message: string): string | undefined => {
  if ("expect" in awaited) return occursIn(parseTextPattern(awaited.expect), message) ? undefined : `no ${awaited.expect} in it`;
  try {
    return jsonProblem(awaited.expectJson, JSON.parse(message) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return "it isn't JSON";
    throw error;
  }
};

const missing = (awaited: Awaited, messages: readonly string[], within: string): string => {
  const last = messages.at(-1);
  if (last === undefined) return `no message within ${within}`;
  const problem = problemWith(awaited, last) ?? "but it answered an earlier expectation";
  return `no message as expected within ${within}; ${messages.length} came, the last ${preview(last)}: ${problem}`;
};

const textOf = (data: RawData): string => (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString();
