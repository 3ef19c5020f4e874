import { join } from "node:path";
import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import type { ServingStatusMap } from "grpc-health-check";
import { HealthImplementation } from "grpc-health-check";
import { describe, expect, test } from "vitest";
import type { ProbeOf, ProbeResult } from "../../../src/probe/driver.js";
import { drivers, runProbe } from "../../../src/probe/drivers.js";
import { certificate } from "./certificate.js";
import type { TestServer } from "./servers.js";
import { freePort, httpServer, probeContext, proxyToNothing } from "./servers.js";

type Item = { readonly id: string; readonly name: string };

const secret = "s3cr3t-planted";
const types = loadSync(join(import.meta.dirname, "shop.proto"), { keepCase: true, longs: String, defaults: true });

/** Doubles an id; refuses one of 0, with what it was told in its metadata. */
const get = (call: ServerUnaryCall<Item, Item>, answer: sendUnaryData<Item>): void => {
  const { id, name } = call.request;
  if (id === "0") answer({ code: status.NOT_FOUND, details: `no item 0, ${call.metadata.get("x-token").join()}` });
  else answer(null, { id: String(Number(id) * 2), name: `a ${name}` });
};

type Parts = { readonly health?: ServingStatusMap; readonly reflection?: boolean; readonly secure?: boolean };

const grpcServer = async ({ health, reflection = true, secure = false }: Parts = {}): Promise<TestServer> => {
  const server = new Server();
  if (health !== undefined) new HealthImplementation(health).addToServer(server);
  if (reflection) new ReflectionService(types).addToServer(server);
  server.addService(types["shop.Catalogue"] as never, { Get: get, Watch: () => undefined });
  const pair = { private_key: Buffer.from(certificate.key), cert_chain: Buffer.from(certificate.cert) };
  const credentials = secure ? ServerCredentials.createSsl(null, [pair]) : ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error === null ? resolve(bound) : reject(error))),
  );
  return {
    port,
    [Symbol.asyncDispose]: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
};

const run = (port: number, rest: Partial<ProbeOf<"grpc">> = {}): Promise<ProbeResult> =>
  runProbe(
    drivers,
    { kind: "grpc", port: 50051, metadata: {}, service: "", lists: [], calls: [], ...rest },
    probeContext(50051, port, { cwd: import.meta.dirname }),
  );

describe("passes with", () => {
  test.each<[string, Parts, Partial<ProbeOf<"grpc">>]>([
    ["gRPC: SERVING; services shop.Catalogue", { health: { "": "SERVING" } }, {}],
    ["gRPC: SERVING", { health: { "": "NOT_SERVING", "shop.Catalogue": "SERVING" }, reflection: false }, { service: "shop.Catalogue" }],
    ["gRPC: services shop.Catalogue", {}, { lists: ["shop.Catalogue"] }],
    ["gRPC: answers (it has neither health nor reflection)", { reflection: false }, {}],
    ["gRPC: services shop.Catalogue", { secure: true }, { tls: { verify: false } }],
    [
      "gRPC: services shop.Catalogue; shop.Catalogue/Get",
      {},
      {
        calls: [
          { method: "shop.Catalogue/Get", json: { id: 21, name: "sock" }, expect: { "$.id": "42", "$.name": "a sock", "$.at": null } },
        ],
      },
    ],
  ])("%s", async (detail, parts, rest) => {
    await using server = await grpcServer(parts);
    const result = await run(server.port, rest);
    // A server lists its health and reflection or not.
    const said = result.ok ? result.detail.replaceAll(/(, )?grpc\.[\w.]+/g, "").replace("services , ", "services ") : result.error;
    expect([result.ok, said]).toEqual([true, detail]);
  });
});

describe("says", () => {
  const call = (method: string, json: object, expected: Readonly<Record<string, unknown>> = {}): Partial<ProbeOf<"grpc">> => ({
    calls: [{ method, json, expect: expected }],
    metadata: { "x-token": secret },
  });
  test.each<[string, Parts, Partial<ProbeOf<"grpc">>]>([
    ["the server says it is NOT_SERVING, expected SERVING", { health: { "": "NOT_SERVING" } }, {}],
    ["NOT_FOUND: Health status unknown for service shop.Other", { health: { "": "SERVING" } }, { service: "shop.Other" }],
    ["the server has no grpc.health.v1 to ask about shop.Catalogue", {}, { service: "shop.Catalogue" }],
    ["the service shop.Cart is not listed; listed: shop.Catalogue", {}, { lists: ["shop.Catalogue", "shop.Cart"] }],
    ["the server has no reflection to list its services", { reflection: false }, { lists: ["shop.Cart"] }],
    ["shop.Catalogue/Get: NOT_FOUND: no item 0, ***", {}, call("shop.Catalogue/Get", { id: 0 })],
    ['shop.Catalogue/Get: $.id is "2", expected "3"', {}, call("shop.Catalogue/Get", { id: 1 }, { "$.id": "3" })],
    ["shop.Catalogue/None: the service shop.Catalogue has no method None", {}, call("shop.Catalogue/None", {})],
    ["shop.Catalogue/Watch: it is a stream, and only single calls are made", {}, call("shop.Catalogue/Watch", {})],
    ["shop.None/Get: ", {}, call("shop.None/Get", {})],
    ["no gRPC connection over TLS: self-signed certificate", { secure: true }, { tls: { verify: true } }],
  ])("%s", async (error, parts, rest) => {
    await using server = await grpcServer(parts);
    const result = await run(server.port, rest);
    expect(result).toMatchObject({ ok: false, error: expect.stringContaining(error) as string, retryable: true });
    expect(JSON.stringify(result)).not.toContain(secret);
  });

  test("that the server speaks HTTP/1", async () => {
    await using server = await httpServer((_, response) => response.end());
    expect(await run(server.port)).toMatchObject({ ok: false, error: expect.stringMatching(/HTTP|connection/i) as string });
  });

  test("that TLS is missing where it is spoken", async () => {
    await using server = await grpcServer({ secure: true });
    expect(await run(server.port)).toMatchObject({
      ok: false,
      error: "no gRPC connection without TLS: Failed to connect",
    });
  });

  test("that nothing listens and that the connection is refused", async () => {
    await using nothing = await proxyToNothing();
    expect(await run(nothing.port)).toMatchObject({ error: "connection closed at once: nothing accepts it behind the port" });
    expect(await run(await freePort())).toMatchObject({ error: "connection refused" });
  });
});
