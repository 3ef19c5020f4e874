import type { Dispatcher } from "undici";
import { Agent, buildConnector } from "undici";
import type { TlsSettings } from "./tls.js";

export type Connection = { readonly http2: boolean; readonly tls: TlsSettings };

/** One undici agent for every way of connecting. */
export type Agents = AsyncDisposable & { readonly agent: (connection: Connection) => Dispatcher };

export const openAgents = (): Agents => {
  const agents = new Map<string, Agent>();
  return {
    agent: (connection) => {
      const key = JSON.stringify(connection);
      const agent = agents.get(key) ?? newAgent(connection);
      agents.set(key, agent);
      return agent;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
};

const newAgent = ({ http2, tls }: Connection): Agent => {
  const { servername, ...trust } = tls;
  // useH2c, unknown to the types: without TLS, HTTP/2 from the first byte (RFC 9113, 3.3).
  const versions = http2 ? { allowH2: true, useH2c: true } : {};
  const connect = buildConnector({ ...trust, ...versions });
  // undici would take the name to ask for from the Host header and prefer it to any other.
  const connectTo: buildConnector.connector = (to, done) =>
    connect(servername === undefined ? to : { ...to, servername }, (...[error, socket]) => {
      if (error !== null) return done(error, null);
      if (!http2 || (socket as { alpnProtocol?: unknown }).alpnProtocol === "h2") return done(null, socket);
      socket.destroy();
      done(new Error("the server doesn't speak HTTP/2: it did not agree on it in TLS"), null);
    });
  // A connection a request: a kept one that the server closes just then would fail a check that no user would see fail.
  return new Agent(http2 ? { allowH2: true, connect: connectTo } : { pipelining: 0, connect: connectTo });
};
