import { describe, expect, test } from "vitest";
import type { Probe } from "../../../src/model/config.js";
import { drivers, runProbe } from "../../../src/probe/drivers.js";
import { importClient } from "../../../src/probe/import-client.js";
import { freePort, probeContext, proxyToNothing } from "./servers.js";

const login = { port: 99, user: "u", password: "p", database: "d" } as const;
const probes: readonly [string, Probe][] = [
  ["postgres", { kind: "sql", dialect: "postgres", ...login }],
  ["mysql", { kind: "sql", dialect: "mysql", ...login }],
  ["redis", { kind: "redis", port: 99 }],
  ["amqp", { kind: "amqp", port: 99, user: "u", password: "p", vhost: "/" }],
  ["mqtt", { kind: "mqtt", port: 99 }],
  ["memcached", { kind: "memcached", port: 99 }],
  ["smtp", { kind: "smtp", port: 99, from: "a@b" }],
  ["ldap", { kind: "ldap", port: 99 }],
  ["dns over tcp", { kind: "dns", port: 99, protocol: "tcp", name: "a", type: "A" }],
  ["mongodb", { kind: "mongodb", port: 99, authSource: "admin" }],
  ["kafka", { kind: "kafka", port: 99, mechanism: "plain" }],
];

describe("the client of", () => {
  test.each(probes)("%s says that nothing accepts it behind the port", async (_, probe) => {
    await using server = await proxyToNothing();
    const error = "connection closed at once: nothing accepts it behind the port";
    expect(await runProbe(drivers, probe, probeContext(99, server.port))).toEqual({ ok: false, error, retryable: true });
  });

  test.each(probes)("%s says that the connection is refused", async (_, probe) => {
    const result = await runProbe(drivers, probe, probeContext(99, await freePort()));
    expect(result).toEqual({ ok: false, error: "connection refused", retryable: true });
  });

  test.each(probes)("%s lets go at once when it is interrupted", async (_, probe) => {
    await using server = await proxyToNothing();
    const result = await runProbe(drivers, probe, probeContext(99, server.port, { signal: AbortSignal.abort() }));
    expect(result).toEqual({ ok: false, error: "given up before it was done", retryable: true });
  });
});

test("a client that isn't installed is a hint, and no retry mends it", async () => {
  const missing = () => Promise.reject(Object.assign(new Error("Cannot find package 'pg'"), { code: "ERR_MODULE_NOT_FOUND" }));
  const sql = { ...drivers.sql, run: () => importClient("pg", missing) };
  const result = await runProbe({ ...drivers, sql }, { kind: "sql", dialect: "postgres", ...login }, probeContext(99, 1));
  expect(result).toEqual({ ok: false, error: "the client library pg is not installed; npm install pg", retryable: false });
});
