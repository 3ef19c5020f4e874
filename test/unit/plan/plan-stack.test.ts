import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { ComposeService } from "../../../src/model/compose-model.js";
import type { Config, HttpStep, ServiceConfig } from "../../../src/model/config.js";
import type { Plan } from "../../../src/model/plan.js";
import { loadCatalogue } from "../../../src/plan/catalogue.js";
import { planStack } from "../../../src/plan/plan-stack.js";
import { config, imageOf, inputOf, stackOf, without } from "./fixture.js";

const catalogue = await loadCatalogue();
const validate = new Ajv2020({ strictRequired: false }).compile(
  JSON.parse(readFileSync(resolve(import.meta.dirname, "../../../schema/plan.schema.json"), "utf8")) as object,
);

const shop = stackOf({
  web: { ports: [{ target: 8080 }] },
  db: { image: "postgres:16", environment: { POSTGRES_PASSWORD: "s" } },
  mq: { image: "rabbitmq:3", ports: [{ target: 15_672 }] },
  kv: { image: "redis", command: ["redis-server", "--requirepass", "p"] },
  job: { image: "job", healthcheck: { test: ["CMD", "x"] } },
  odd: { image: "odd" },
});
const steps = [
  { method: "POST", url: "/", headers: { a: "b" }, body: { json: { x: 1 } }, expect: { status: [201], bytes: { min: 1 } }, extract: {} },
] as const;
const plan = planStack(
  inputOf(shop, {
    catalogue,
    images: new Map([["postgres:16", imageOf("postgres:16", { exposedPorts: ["5432/tcp"] })]]),
    edges: [{ from: "web", to: "db", origin: "environment", detail: "DB_HOST", port: 5432 }],
    order: { levels: [["db", "mq", "kv", "job", "odd"], ["web"]], cycles: [["kv", "mq"]] },
    config: {
      ...config,
      services: {
        web: { policy: "safe", probe: [{ kind: "http", port: 8080, scheme: "http", steps }] },
        odd: { slim: false, why: "vendor image" },
      },
      checks: [{ name: "shop", use: "held-out" }],
    },
    warnings: ["X is not set", "X is not set"],
  }),
);
const service = (name: string) => plan.services.find((planned) => planned.name === name);

describe("planStack", () => {
  it("keeps the order and says the level", () => {
    expect(plan.services.map(({ name, level }) => [name, level])).toEqual([
      ["db", 0],
      ["mq", 0],
      ["kv", 0],
      ["job", 0],
      ["odd", 0],
      ["web", 1],
    ]);
  });

  it("has sizes from the engine, or the reason why not", () => {
    expect(service("db")).toMatchObject({ imageId: "sha256:postgres:16", bytes: 12_345_678 });
    expect(service("db")).not.toHaveProperty("bytesUnknown");
    expect(service("web")).toMatchObject({ bytesUnknown: "the image isn't built yet", why: "slim once it is built", policy: "safe" });
    expect(service("mq")).toMatchObject({
      bytesUnknown: "the image isn't in the engine",
      why: "slim once its image is pulled",
      policy: "balanced",
    });
    const offline = planStack(inputOf(shop, { imageProblem: "no engine answers" }));
    expect(new Set(offline.services.map(({ bytesUnknown }) => bytesUnknown))).toEqual(new Set(["no engine answers"]));
  });

  it("says each warning once, and warns of services without a probe that get slim", () => {
    expect(plan.warnings).toEqual(["X is not set"]);
    expect(planStack(inputOf(shop, { catalogue })).warnings).toEqual([
      "No probe for odd: only booting and the checks exercise it. Give a probe in stack-slim.yml.",
      "No checks: the outcome will rest on boots and probes alone. Write end-to-end checks in stack-slim.yml.",
    ]);
  });

  it("follows its schema", () => {
    expect(validate(plan), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each<[string, (good: Plan) => unknown]>([
    ["an unknown field", (good) => ({ ...good, extra: 1 })],
    ["a missing field", (good) => without("cycles", good)],
    ["another version", (good) => ({ ...good, version: 2 })],
    [
      "neither bytes nor a reason",
      (good) => ({ ...good, services: good.services.map((one) => without("bytes", without("bytesUnknown", one))) }),
    ],
    ["both bytes and a reason", (good) => ({ ...good, services: good.services.map((one) => ({ ...one, bytes: 1, bytesUnknown: "x" })) })],
    ["an origin that isn't", (good) => ({ ...good, edges: good.edges.map((edge) => ({ ...edge, origin: "guess" })) })],
    ["a cycle of one", (good) => ({ ...good, cycles: [["a"]] })],
    [
      "a probe of no kind",
      (good) => ({
        ...good,
        services: good.services.map((one) => ({ ...one, probe: { ...one.probe, probes: [{ kind: "udp", port: 1 }] } })),
      }),
    ],
  ])("whose plan isn't one with %s", (_, spoil) => {
    expect(validate(spoil(plan))).toBe(false);
  });
});

describe("the variant", () => {
  it.each<[string, ComposeService, ServiceConfig, string, RegExp]>([
    ["the user's no", { image: "x" }, { slim: false }, "original", /slim: false/],
    ["the user's reason", { image: "x" }, { slim: false, why: "vendor image" }, "original", /^vendor image$/],
    ["another platform", { image: "x", platform: "wasi/wasm" }, {}, "original", /for wasi/],
    ["a platform of linux", { image: "x", platform: "linux/arm64" }, {}, "slim", /pulled/],
    ["a wasm runtime", { image: "x", runtime: "io.containerd.wasmedge.v1" }, {}, "original", /wasmedge/],
    [
      "a mounted image",
      { image: "x", volumes: [{ type: "image", source: "y", target: "/y" }] },
      {},
      "original",
      /mounts the image y at \/y/,
    ],
    ["none running", { image: "x", deploy: { replicas: 0 } }, {}, "original", /scaled to 0/],
  ])("by %s", (_, spec, own, variant, why) => {
    const [planned] = planStack(inputOf(stackOf({ s: spec }), { config: { ...config, services: { s: own } } })).services;
    expect(planned).toMatchObject({ variant, why: expect.stringMatching(why) as string });
  });

  it("is original for an image of Windows", () => {
    const images = new Map([["x", imageOf("x", {}, "windows")]]);
    expect(planStack(inputOf(stackOf({ s: { image: "x" } }), { images })).services[0]).toMatchObject({ variant: "original" });
  });
});

const stepOf = (url: string): HttpStep => ({ method: "GET", url, headers: {}, expect: { status: [200] }, extract: {} });

describe("a service that stack-slim.yml names and the stack lacks", () => {
  it.each<[string, Partial<Config>, RegExp]>([
    ["in services", { services: { frontend: {} } }, /services\.frontend: the stack has no service frontend/],
    [
      "as a target",
      { checks: [{ name: "c", use: "training", target: { service: "frontend", port: 80 } }] },
      /checks\[0\]\.target: the stack/,
    ],
    [
      "in logs",
      { checks: [{ name: "c", use: "training", logs: [{ service: "frontend", match: "x", withinMs: 1 }] }] },
      /checks\[0\]\.logs\[0\]\.service: the stack/,
    ],
    [
      "in a URL, found by its place",
      {
        file: "/p/stack-slim.yml",
        places: { "checks[0].http[1]": "7:9" },
        checks: [{ name: "c", use: "training", http: [stepOf("http://user:80/x"), stepOf("http://frontend/")] }],
      },
      /^\/p\/stack-slim\.yml:7:9: checks\[0\]\.http\[1\]: the stack has no service frontend/,
    ],
    [
      "in a probe's URL",
      { services: { user: { probe: [{ kind: "http", port: 1, scheme: "http", steps: [stepOf("https://frontend:1/")] }] } } },
      /services\.user\.probe: the stack/,
    ],
  ])("%s is an error with the nearest name", (_, rest, message) => {
    const stack = stackOf({ "front-end": { image: "x" }, user: { image: "y" } });
    expect(() => planStack(inputOf(stack, { config: { ...config, ...rest } }))).toThrow(
      expect.objectContaining({
        code: "config.unknown-service",
        exitCode: 2,
        message: expect.stringMatching(message) as string,
        hint: expect.stringContaining("Did you mean front-end?") as string,
      }),
    );
  });
});
