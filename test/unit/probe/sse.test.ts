import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import type { ProbeOf, ProbeResult } from "../../../src/probe/driver.js";
import { drivers, runProbe } from "../../../src/probe/drivers.js";
import { freePort, httpServer, httpsServer, probeContext, proxyToNothing } from "./servers.js";

const stream =
  (text: string, end = false): RequestListener =>
  (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    response.write(": comment\n\n");
    for (const part of text.split("|")) response.write(part);
    if (end) response.end();
  };

const events = "event: tick\ndata: 1|\n\nda|ta: plain\n\nevent: tick\ndata: two\ndata: lines\n\n";

const run = (port: number, rest: Partial<ProbeOf<"sse">> = {}): Promise<ProbeResult> =>
  runProbe(
    drivers,
    { kind: "sse", port: 80, scheme: "http", path: "/events", headers: {}, events: 1, withinMs: 5_000, ...rest },
    probeContext(80, port),
  );

test.each<[Partial<ProbeOf<"sse">>, string]>([
  [{}, "1 event from /events"],
  [{ events: 3 }, "3 events from /events"],
  [{ events: 2, event: "tick" }, "2 events from /events"],
  [{ event: "message", data: "plain" }, "1 event from /events"],
  [{ data: "/^two\\nlines$/" }, "1 event from /events"],
])("%j is met", async (rest, detail) => {
  await using server = await httpServer(stream(events));
  expect(await run(server.port, rest)).toEqual({ ok: true, detail });
});

test("events come over TLS", async () => {
  await using server = await httpsServer(stream(events));
  expect(await run(server.port, { scheme: "https" })).toMatchObject({ ok: true });
});

describe("says", () => {
  test.each<[string, RequestListener, Partial<ProbeOf<"sse">>]>([
    ["3 of 4 events within 200 ms", stream(events), { events: 4 }],
    ['1 of 2 events (data plain) within 200 ms; 3 came, the last "tick: two lines"', stream(events), { events: 2, data: "plain" }],
    ['0 of 1 event (event tock) before the stream ended; 3 came, the last "tick: two lines"', stream(events, true), { event: "tock" }],
    ["0 of 1 event within 200 ms", stream(""), {}],
    ["0 of 1 event within 200 ms", () => undefined, {}],
    ["status 404, expected 200", (_, response) => response.writeHead(404).end(), {}],
    ["content type text/html, expected text/event-stream", (_, response) => response.setHeader("content-type", "text/html").end("x"), {}],
  ])("%s", async (error, listener, rest) => {
    await using server = await httpServer(listener);
    expect(await run(server.port, { withinMs: 200, ...rest })).toEqual({ ok: false, error, retryable: true });
  });

  test("that nothing listens and that the connection is refused", async () => {
    await using nothing = await proxyToNothing();
    expect(await run(nothing.port)).toMatchObject({ error: "connection closed at once: nothing accepts it behind the port" });
    expect(await run(await freePort())).toMatchObject({ error: "connection refused" });
  });

  test("nothing of the credentials that the server repeats", async () => {
    await using server = await httpServer((request, response) => stream(`data: ${request.headers.cookie}\n\n`, true)(request, response));
    const result = await run(server.port, { headers: { Cookie: "sid=s3cr3t-planted" }, data: "other" });
    expect(result).toMatchObject({ error: '0 of 1 event (data other) before the stream ended; 1 came, the last "sid=***"' });
  });
});
