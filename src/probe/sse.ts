import { createParser } from "eventsource-parser";
import { request } from "undici";
import { boundedSignal, inWords } from "./bounded-signal.js";
import { probeWithClient } from "./client-probe.js";
import type { Driver, ProbeOf } from "./driver.js";
import { openAgents } from "./http-agents.js";
import { occursIn, parseTextPattern, preview } from "./text-pattern.js";
import type { WebRequest } from "./web-place.js";
import { webRequest } from "./web-place.js";

/** Passes when as many matching server-sent events come in time as are asked for. */
export const sseDriver = {
  kind: "sse",
  run: (probe, context) =>
    probeWithClient(probe.port, context, async (address, signal) => {
      const place = await webRequest(probe, address, context);
      using bound = boundedSignal(signal, probe.withinMs);
      const seen: Seen = { matching: 0, all: 0, last: "" };
      try {
        return await listen(`${probe.scheme}://${address.host}:${address.port}${probe.path}`, probe, place, bound.signal, seen);
      } catch (error) {
        if (bound.timedOut()) throw new Error(place.hidden(progress(probe, seen, `within ${inWords(probe.withinMs)}`)), { cause: error });
        throw error instanceof Error ? Object.assign(error, { message: place.hidden(error.message) }) : error;
      }
    }),
} satisfies Driver<"sse">;

type Seen = { matching: number; all: number; last: string };

const listen = async (url: string, probe: ProbeOf<"sse">, place: WebRequest, signal: AbortSignal, seen: Seen): Promise<string> => {
  await using agents = openAgents();
  const pattern = probe.data === undefined ? undefined : parseTextPattern(probe.data);
  const { statusCode, headers, body } = await request(url, {
    headers: { ...place.headers, accept: "text/event-stream", "cache-control": "no-cache" },
    dispatcher: agents.agent({ http2: false, tls: place.tls }),
    bodyTimeout: 0,
    signal,
  });
  body.on("error", () => undefined);
  const type = String(headers["content-type"] ?? "none");
  if (statusCode !== 200) throw new Error(`status ${statusCode}, expected 200`);
  if (!type.toLowerCase().startsWith("text/event-stream")) throw new Error(`content type ${type}, expected text/event-stream`);
  const parser = createParser({
    onEvent: ({ event, data }) => {
      seen.all += 1;
      seen.last = `${event === undefined ? "" : `${event}: `}${data}`;
      const fits =
        (probe.event === undefined || probe.event === (event ?? "message")) && (pattern === undefined || occursIn(pattern, data));
      if (fits) seen.matching += 1;
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of body as AsyncIterable<Buffer>) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (seen.matching >= probe.events) return `${plural(probe.events)} from ${probe.path}`;
  }
  throw new Error(progress(probe, seen, "before the stream ended"));
};

const plural = (events: number): string => `${events} event${events === 1 ? "" : "s"}`;

const progress = (probe: ProbeOf<"sse">, { matching, all, last }: Seen, when: string): string => {
  const wanted = [probe.event === undefined ? "" : `event ${probe.event}`, probe.data === undefined ? "" : `data ${probe.data}`]
    .filter((part) => part !== "")
    .join(", ");
  const found = `${matching} of ${plural(probe.events)}${wanted === "" ? "" : ` (${wanted})`} ${when}`;
  return all === matching ? found : `${found}; ${all} came, the last ${preview(last)}`;
};
