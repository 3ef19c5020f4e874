import type { RequestListener } from "node:http";
import { buildSchema, graphql } from "graphql";
import { describe, expect, test } from "vitest";
import type { ProbeOf, ProbeResult } from "../../../src/probe/driver.js";
import { drivers, runProbe } from "../../../src/probe/drivers.js";
import { bodyOf, freePort, httpServer, probeContext, proxyToNothing } from "./servers.js";

const schema = buildSchema(`
  enum Size { S M }
  type Sock { id: ID!, sizes: [Size!]! }
  union Any = Sock
  type Query {
    version: String!
    socks(limit: Int = 3, after: ID): [Sock!]!
    any: Any
    size: [[Size!]!]
    sock(id: ID!): Sock
    secret: Sock
  }`);

const roots = {
  version: "1",
  socks: [{ id: 1, sizes: ["S"] }],
  any: null,
  size: [["M"]],
  secret: () => {
    throw new Error("who are you?");
  },
};

/** Executes what it is asked, and keeps the queries. */
const server = (asked: string[] = [], withIntrospection = true) =>
  httpServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const { query } = JSON.parse(body) as { readonly query: string };
      asked.push(query);
      response.setHeader("content-type", "application/json");
      if (!withIntrospection && query.includes("__schema")) {
        response.writeHead(400).end(JSON.stringify({ errors: [{ message: "introspection is off" }] }));
      } else response.end(JSON.stringify(await graphql({ schema, source: query, rootValue: roots })));
    });
  });

const run = (port: number, rest: Partial<ProbeOf<"graphql">> = {}, log: (line: string) => void = () => undefined): Promise<ProbeResult> =>
  runProbe(
    drivers,
    { kind: "graphql", port: 80, scheme: "http", path: "/graphql", headers: {}, fields: "tried", ...rest },
    probeContext(80, port, { log }),
  );

test("every root query field without required arguments is asked for", async () => {
  const asked: string[] = [];
  const logged: string[] = [];
  await using running = await server(asked);
  const detail = "GraphQL schema with 6 root query fields, 4 of 5 without arguments answer";
  expect(await run(running.port, {}, (line) => logged.push(line))).toEqual({ ok: true, detail });
  expect(asked.slice(1)).toEqual([
    "query { version }",
    "query { socks { __typename } }",
    "query { any { __typename } }",
    "query { size }",
    "query { secret { __typename } }",
  ]);
  expect(logged).toEqual(["web: GraphQL field secret left out: who are you?"]);
});

test("none is, when none is wanted", async () => {
  const asked: string[] = [];
  await using running = await server(asked);
  expect(await run(running.port, { fields: "none" })).toEqual({ ok: true, detail: "GraphQL schema with 6 root query fields" });
  expect(asked).toHaveLength(1);
});

test("a server without introspection answers", async () => {
  await using running = await server([], false);
  expect(await run(running.port)).toEqual({ ok: true, detail: "GraphQL answers (introspection: introspection is off)" });
});

describe("says", () => {
  test("which field fails that must answer", async () => {
    await using running = await server();
    const error = "GraphQL error for the field secret: who are you?";
    expect(await run(running.port, { fields: "required" })).toEqual({ ok: false, error, retryable: true });
  });

  test.each<[string, RequestListener]>([
    ['status 404, and the body is no GraphQL answer; it begins "not found"', (_, response) => response.writeHead(404).end("not found")],
    ['status 200, and the body is no GraphQL answer; it begins "[]"', (_, response) => response.end("[]")],
    ["GraphQL error: starting", (_, response) => response.writeHead(503).end('{"errors":[{"message":"starting"}]}')],
    [
      "GraphQL error: ***, who is that?",
      (request, response) => response.end(JSON.stringify({ errors: [{ message: `${request.headers.authorization}, who is that?` }] })),
    ],
    ["connection closed without an answer", (request) => request.socket.destroy()],
  ])("%s", async (error, listener) => {
    await using running = await httpServer(listener);
    const result = await run(running.port, { headers: { Authorization: "s3cr3t-planted" } });
    expect(result).toEqual({ ok: false, error, retryable: true });
  });

  test("that nothing listens and that the connection is refused", async () => {
    await using nothing = await proxyToNothing();
    expect(await run(nothing.port)).toMatchObject({ error: "connection closed at once: nothing accepts it behind the port" });
    expect(await run(await freePort())).toMatchObject({ error: "connection refused" });
  });
});
