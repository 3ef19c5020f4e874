import { createSocket } from "node:dgram";
import type { AddressInfo } from "node:net";
import { BSON } from "mongodb";
import { describe, expect, test } from "vitest";
import type { Probe } from "../../../src/model/config.js";
import { udpPorts } from "../../../src/model/udp-ports.js";
import type { Lifecycle, ProbeContext } from "../../../src/probe/driver.js";
import { drivers, runProbe } from "../../../src/probe/drivers.js";
import { endpointsOf } from "../../../src/probe/endpoints.js";
import { untilReady, withRepeats } from "../../../src/probe/ready.js";
import { container, probeContext, tcpServer } from "./servers.js";

/** A UDP server that answers every datagram with `answer` of it. */
const udpServer = async (answer: (bytes: Buffer) => Buffer): Promise<{ readonly context: ProbeContext } & Disposable> => {
  const socket = createSocket("udp4");
  socket.on("message", (bytes, from) => socket.send(answer(bytes), from.port, from.address));
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address() as AddressInfo;
  const endpoints = endpointsOf([container({ service: "web", ports: {}, udpPorts: { 99: port } })]);
  return { context: probeContext(99, 1, { endpoints }), [Symbol.dispose]: () => socket.close() };
};

describe("a datagram", () => {
  const udp = (rest: object): Probe => ({ kind: "udp", port: 99, send: { as: "text", data: "ping" }, ...rest });
  test.each<[string, object, object]>([
    ["is answered", {}, { ok: true, detail: "UDP port 99 answers 5 bytes" }],
    ["has the answer it should", { expect: "/^ping!$/" }, { ok: true }],
    ["has another answer", { expect: "pong" }, { ok: false, error: 'UDP port 99 answers "ping!", expected pong', retryable: true }],
    ["is sent as hexadecimal digits, and the answer read as such", { send: { as: "hex", data: "70 69" }, expect: "706921" }, { ok: true }],
    ["is sent as base64", { send: { as: "base64", data: "cGk=" }, expect: "pi!" }, { ok: true }],
    ["is only sent", { expect: false }, { ok: true, detail: "4 bytes sent to UDP port 99" }],
  ])("%s", async (_, rest, expected) => {
    using server = await udpServer((bytes) => Buffer.concat([bytes, Buffer.from("!")]));
    expect(await runProbe(drivers, udp(rest), server.context)).toMatchObject(expected);
  });

  test("to a port that is published for TCP only says so", async () => {
    const error = "UDP port 99 of web has no address on this machine";
    expect(await runProbe(drivers, udp({}), probeContext(99, 1))).toEqual({ ok: false, error, retryable: true });
  });

  test("that nobody hears is said to be unheard", async () => {
    const server = await udpServer((bytes) => bytes);
    server[Symbol.dispose]();
    expect(await runProbe(drivers, udp({}), server.context)).toMatchObject({ ok: false, error: "nothing listens at UDP port 99" });
  });
});

test("ports that take datagrams are those of udp, and of dns unless it is asked over TCP", () => {
  const dns = { kind: "dns", name: "a", type: "A" } as const;
  const probes: readonly Probe[] = [
    { kind: "tcp", port: 1 },
    { kind: "udp", port: 2, send: { as: "text", data: "" } },
    { ...dns, port: 3, protocol: "udp" },
    { ...dns, port: 3, protocol: "udp" },
    { ...dns, port: 4, protocol: "tcp" },
  ];
  expect(udpPorts(probes)).toEqual([2, 3]);
});

test("a name server's answer to another question is none", async () => {
  using server = await udpServer((bytes) =>
    Buffer.concat([Buffer.from([bytes[0] ?? 0, (bytes[1] ?? 0) ^ 1, 0x81, 0x80]), bytes.subarray(4)]),
  );
  const result = await runProbe(drivers, { kind: "dns", port: 99, protocol: "udp", name: "a.test", type: "A" }, server.context);
  expect(result).toEqual({ ok: false, error: "the answer belongs to another question", retryable: true });
});

test("a MongoDB older than the client reads passes as one that answers", async () => {
  // An answer to the client's greeting, in the frame of OP_REPLY. Source: MongoDB's wire protocol; 5 is the version of MongoDB 3.4.
  await using server = await tcpServer((socket) =>
    socket.on("data", (greeting) => {
      const hello = BSON.serialize({ ismaster: true, maxBsonObjectSize: 16777216, minWireVersion: 0, maxWireVersion: 5, ok: 1 });
      const frame = Buffer.alloc(36);
      [36 + hello.length, 1, greeting.readInt32LE(4), 1].forEach((value, at) => frame.writeInt32LE(value, at * 4));
      frame.writeInt32LE(1, 32);
      socket.write(Buffer.concat([frame, hello]));
    }),
  );
  const result = await runProbe(drivers, { kind: "mongodb", port: 99, authSource: "admin" }, probeContext(99, server.port));
  expect(result).toEqual({ ok: true, detail: "MongoDB answers (its protocol 5 is older than the client reads)" });
});

describe("what is done to a container", () => {
  const done: string[] = [];
  const acting = (rest: Partial<Lifecycle> = {}): ProbeContext => ({
    ...probeContext(99, 1),
    exec: (command) => Promise.resolve({ exitCode: command.includes("bad") ? 1 : 0, output: "line 3 is wrong\n" }),
    lifecycle: {
      signal: (name) => Promise.resolve(void done.push(name)),
      isRunning: () => Promise.resolve(true),
      restart: (graceMs) => Promise.resolve({ killed: graceMs < 1_000, ms: 20 }),
      ...rest,
    },
  });
  const gone = { isRunning: () => Promise.resolve(false) };
  const kind = "lifecycle";

  test.each<[string, Probe, Partial<Lifecycle>, object]>([
    ["a reload", { kind, action: "reload", signal: "SIGUSR1" }, {}, { ok: true, detail: "runs on after SIGUSR1" }],
    ["a reload that it ends of", { kind, action: "reload", signal: "SIGHUP" }, gone, { ok: false, error: "ended after SIGHUP" }],
    ["a command that reloads", { kind, action: "reload", command: ["nginx", "-s"] }, {}, { ok: true, detail: "runs on after nginx -s" }],
    [
      "a command that fails",
      { kind, action: "reload", command: ["bad"] },
      {},
      { ok: false, error: "bad: exit 1; output ends:\nline 3 is wrong", retryable: false },
    ],
    ["a stop in time", { kind, action: "stop", graceMs: 5_000 }, {}, { ok: true, detail: "ended in 20 ms and started again" }],
    [
      "a stop by force",
      { kind, action: "stop", graceMs: 500 },
      {},
      { ok: false, error: "did not end within 500 ms of being told to stop" },
    ],
    ["a restart by force, which restarts all the same", { kind, action: "restart", graceMs: 500 }, {}, { ok: true, detail: "restarted" }],
  ])("%s", async (_, probe, rest, expected) => {
    expect(await runProbe(drivers, probe, acting(rest))).toMatchObject(expected);
  });

  test("is followed by what was probed before", async () => {
    const reload = { kind, action: "reload", signal: "SIGHUP" } as const;
    const [first, second] = [{ kind: "exec", command: ["a"] } as const, { kind: "exec", command: ["b"] } as const];
    expect(withRepeats([first, reload, second, reload])).toEqual([first, reload, first, second, reload, first, second]);
    const readiness = await untilReady(drivers, [first, { kind, action: "restart", graceMs: 5_000 }], acting(), { deadlineMs: 5_000 });
    expect(readiness).toMatchObject({ ok: true, details: ["exit 0", "restarted", "exit 0"] });
  });
});
