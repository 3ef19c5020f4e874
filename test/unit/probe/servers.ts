import type { IncomingMessage, RequestListener } from "node:http";
import { createServer as createHttpServer } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from "node:http2";
import { createSecureServer, createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:net";
import type { Target } from "../../../src/model/config.js";
import type { ContainerState } from "../../../src/model/ports.js";
import type { ProbeContext } from "../../../src/probe/driver.js";
import type { Endpoints } from "../../../src/probe/endpoints.js";
import { endpointsOf } from "../../../src/probe/endpoints.js";
import { certificate } from "./certificate.js";

export type TestServer = AsyncDisposable & { readonly port: number };

const listening = async (server: Server, close: () => void): Promise<TestServer> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        close();
      }),
  };
};

export const httpServer = (listener: RequestListener): Promise<TestServer> => {
  const server = createHttpServer(listener);
  return listening(server, () => server.closeAllConnections());
};

export const tcpServer = (onConnection: (socket: Socket) => void): Promise<TestServer> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  return listening(server, () => sockets.forEach((socket) => socket.destroy()));
};

/** A port that nothing listens on: it was free a moment ago. */
export const freePort = async (): Promise<number> => {
  await using server = await tcpServer(() => undefined);
  return server.port;
};

/** As the engine's port proxy does for a container in which nothing listens. */
export const proxyToNothing = (): Promise<TestServer> => tcpServer((socket) => socket.end());

export const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
};

export const container = (state: Partial<ContainerState> & Pick<ContainerState, "service" | "ports">): ContainerState => ({
  id: "0",
  name: state.service,
  image: "image",
  status: "running",
  health: "none",
  exitCode: 0,
  oomKilled: false,
  restarts: 0,
  error: "",
  startedAt: 1,
  addresses: [],
  healthOutput: "",
  ...state,
});

/** `{ web: [80, hostPort] }` → endpoints. */
export const endpoints = (services: Readonly<Record<string, readonly [number, number]>>, firstPublished?: Target): Endpoints =>
  endpointsOf(
    Object.entries(services).map(([service, [port, hostPort]]) => container({ service, ports: { [port]: hostPort } })),
    firstPublished === undefined ? {} : { firstPublished },
  );

export const probeContext = (port: number, hostPort: number, rest: Partial<ProbeContext> = {}): ProbeContext => ({
  service: "web",
  endpoints: endpoints({ web: [port, hostPort] }),
  exec: () => Promise.reject(new Error("no container here")),
  signal: new AbortController().signal,
  cwd: process.cwd(),
  log: () => undefined,
  ...rest,
});

export const httpsServer = (listener: RequestListener): Promise<TestServer> => {
  const server = createHttpsServer(certificate, listener);
  return listening(server, () => server.closeAllConnections());
};

/** HTTP/2 and nothing else; with TLS or, by prior knowledge, without. */
export const http2Server = (secure: boolean, listener: Http2Listener): Promise<TestServer> => {
  const sessions = new Set<ServerHttp2Session>();
  const server = secure ? createSecureServer(certificate, listener) : createHttp2Server(listener);
  server.on("session", (session) => sessions.add(session));
  return listening(server, () => sessions.forEach((session) => session.destroy()));
};

type Http2Listener = (request: Http2ServerRequest, response: Http2ServerResponse) => void;
