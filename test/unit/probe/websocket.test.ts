import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { WebSocketServer } from "ws";
import type { ProbeOf, ProbeResult } from "../../../src/probe/driver.js";
import { drivers, runProbe } from "../../../src/probe/drivers.js";
import { certificate } from "./certificate.js";
import type { TestServer } from "./servers.js";
import { freePort, httpServer, probeContext, proxyToNothing, tcpServer } from "./servers.js";

const secret = "s3cr3t-planted";

const websocketServer = async (onOpen: (socket: WebSocket, request: IncomingMessage) => void, secure = false): Promise<TestServer> => {
  const server = secure ? createHttpsServer(certificate) : createServer();
  const sockets = new WebSocketServer({
    server,
    path: "/chat",
    handleProtocols: (offered) => [...offered][0] ?? false,
    verifyClient: ({ req }, allow: (ok: boolean, status: number, body: string) => void) =>
      allow(
        req.headers.authorization === undefined || req.headers.authorization === `Bearer ${secret}`,
        401,
        req.headers.authorization ?? "",
      ),
  });
  sockets.on("connection", onOpen);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets.clients) socket.terminate();
        server.closeAllConnections();
      }),
  };
};

/** Answers every message with its length as JSON, after a greeting. */
const counting = (socket: WebSocket): void => {
  socket.send("welcome");
  socket.on("message", (data: Buffer) => socket.send(JSON.stringify({ length: data.length, text: data.toString() })));
};

const probe = (rest: Partial<ProbeOf<"websocket">> = {}): ProbeOf<"websocket"> => ({
  kind: "websocket",
  port: 80,
  scheme: "http",
  path: "/chat",
  headers: {},
  subprotocols: [],
  messages: [],
  withinMs: 5_000,
  ...rest,
});

const run = (port: number, rest: Partial<ProbeOf<"websocket">> = {}): Promise<ProbeResult> =>
  runProbe(drivers, probe(rest), probeContext(80, port));

describe("passes when", () => {
  test.each<[string, Partial<ProbeOf<"websocket">>, string]>([
    ["the connection opens", {}, "WebSocket /chat opens"],
    ["an awaited text comes", { messages: [{ expect: "come" }] }, "WebSocket /chat opens, 1 message came"],
    [
      "answers come in order, others passed over",
      { messages: [{ send: "hello" }, { expect: '/"length":5/' }, { sendJson: { a: [1] } }, { expectJson: { "$.length": { min: 9 } } }] },
      "WebSocket /chat opens, 3 messages came",
    ],
    ["headers let it in", { headers: { Authorization: `Bearer ${secret}` } }, "WebSocket /chat opens"],
  ])("%s", async (_, rest, detail) => {
    await using server = await websocketServer(counting);
    const result = await run(server.port, rest);
    expect(result).toEqual({ ok: true, detail: expect.stringContaining(detail) as string });
  });

  test("the connection opens over TLS, with a virtual host and a subprotocol", async () => {
    await using server = await websocketServer((socket, request) => socket.send(`${socket.protocol} ${request.headers.host}`), true);
    const messages = [{ expect: "v2.chat shop.example" }];
    expect(await run(server.port, { scheme: "https", host: "shop.example", subprotocols: ["v2.chat"], messages })).toMatchObject({
      ok: true,
    });
  });
});

describe("says", () => {
  test.each<[string, Partial<ProbeOf<"websocket">>]>([
    ["status 400, expected 101: the path doesn't speak WebSocket to this request", { path: "/other" }],
    ["status 401, expected 101: the path doesn't speak WebSocket to this request", { headers: { authorization: "Bearer wrong" } }],
    [
      'no message as expected within 150 ms; 1 came, the last "welcome": no goodbye in it',
      { messages: [{ expect: "goodbye" }], withinMs: 150 },
    ],
    [
      'no message as expected within 150 ms; 2 came, the last "{\\"length\\":1,\\"text\\":\\"x\\"}": $.length is 1, expected 2',
      { messages: [{ send: "x" }, { expectJson: { "$.length": 2 } }], withinMs: 150 },
    ],
  ])("%s", async (error, rest) => {
    await using server = await websocketServer(counting);
    expect(await run(server.port, rest)).toEqual({ ok: false, error, retryable: true });
  });

  test.each<[string, (socket: WebSocket) => void]>([
    ["no message within 150 ms", () => undefined],
    ['the server ended the conversation with code 1008: "not you"', (socket) => socket.close(1008, "not you")],
    ["the server ended the conversation with code 1006", (socket) => socket.terminate()],
  ])("%s", async (error, onOpen) => {
    await using server = await websocketServer(onOpen);
    expect(await run(server.port, { messages: [{ expect: "x" }], withinMs: 150 })).toEqual({ ok: false, error, retryable: true });
  });

  test("that the server speaks HTTP only", async () => {
    await using server = await httpServer((_, response) => response.writeHead(200).end("<html>"));
    const error = "status 200, expected 101: the path doesn't speak WebSocket to this request";
    expect(await run(server.port)).toEqual({ ok: false, error, retryable: true });
  });

  test("that nothing listens, that the connection is refused, and that the answer makes no sense", async () => {
    await using nothing = await proxyToNothing();
    await using mail = await tcpServer((socket) => socket.end("220 mail ready\r\n"));
    expect(await run(nothing.port)).toMatchObject({ error: "connection closed at once: nothing accepts it behind the port" });
    expect(await run(await freePort())).toMatchObject({ error: "connection refused" });
    expect(await run(mail.port)).toMatchObject({ error: expect.stringContaining("the answer isn't HTTP") as string });
  });

  test("nothing of the credentials that the server repeats", async () => {
    await using server = await websocketServer((socket, request) => socket.close(1008, `no ${request.headers.authorization}`));
    const result = await run(server.port, { headers: { authorization: `Bearer ${secret}` }, messages: [{ expect: "x" }] });
    expect(result).toMatchObject({ ok: false, error: expect.stringContaining("***") as string });
    expect(JSON.stringify(result)).not.toContain(secret);
  });
});
