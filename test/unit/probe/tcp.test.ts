import { expect, test } from "vitest";
import { drivers, runProbe } from "../../../src/probe/drivers.js";
import { freePort, probeContext, proxyToNothing, tcpServer } from "./servers.js";

const probe = { kind: "tcp", port: 5432 } as const;

test("a connection that stays open passes", async () => {
  await using server = await tcpServer(() => undefined);
  expect(await runProbe(drivers, probe, probeContext(5432, server.port))).toEqual({ ok: true, detail: "port 5432 accepts connections" });
});

test("a service that speaks first and hangs up passes", async () => {
  await using server = await tcpServer((socket) => socket.end("220 ready\r\n"));
  expect(await runProbe(drivers, probe, probeContext(5432, server.port))).toMatchObject({ ok: true });
});

test("a port that accepts and closes has nothing behind it", async () => {
  await using server = await proxyToNothing();
  const error = "port 5432: connection closed at once: nothing accepts it behind the port";
  expect(await runProbe(drivers, probe, probeContext(5432, server.port))).toEqual({ ok: false, error, retryable: true });
});

test("a reset is told apart", async () => {
  await using server = await tcpServer((socket) => socket.resetAndDestroy());
  const error = "port 5432: connection reset by peer at once: nothing accepts it behind the port";
  expect(await runProbe(drivers, probe, probeContext(5432, server.port))).toEqual({ ok: false, error, retryable: true });
});

test("a refused connection is told apart", async () => {
  const result = await runProbe(drivers, probe, probeContext(5432, await freePort()));
  expect(result).toEqual({ ok: false, error: "port 5432: connection refused", retryable: true });
});

test("a port without an address may get one later", async () => {
  const result = await runProbe(drivers, { kind: "tcp", port: 1 }, probeContext(5432, 1));
  expect(result).toEqual({ ok: false, error: "port 1 of web has no address on this machine", retryable: true });
});
