import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Probe } from "../../../src/model/config.js";
import { loadCatalogue } from "../../../src/plan/catalogue.js";
import { chooseProbe } from "../../../src/plan/choose-probe.js";
import { describeProbes } from "../../../src/plan/describe-probe.js";
import { serviceFacts, type ServiceFacts } from "../../../src/plan/service-facts.js";
import { imageOf, stackOf } from "./fixture.js";

const factsOf = (image: string, ports: readonly number[], environment: Readonly<Record<string, string>> = {}): ServiceFacts => {
  const stack = stackOf({ s: { image, ports: ports.map((target) => ({ target })), environment } });
  const service = stack.services[0];
  if (service === undefined) throw new Error("no service");
  return serviceFacts(stack, service, imageOf(image), [], () => undefined);
};

const step = { method: "GET", url: "/ping", headers: {}, expect: { status: [200] }, extract: {} } as const;
const place = { scheme: "http", path: "/x", headers: {} } as const;
const probes: readonly (readonly [string, Probe])[] = [
  [
    "websocket 1 /x",
    {
      kind: "websocket",
      port: 1,
      ...place,
      subprotocols: ["a"],
      messages: [{ send: "a" }, { sendJson: 1 }, { expect: "b" }, { expectJson: { "$.a": 1 } }],
      withinMs: 1,
    },
  ],
  [
    "sse 1 /x",
    {
      kind: "sse",
      port: 1,
      ...place,
      auth: { user: "u", password: "***" },
      host: "h",
      tls: { verify: true, ca: "c" },
      events: 1,
      event: "e",
      data: "d",
      withinMs: 1,
    },
  ],
  ["graphql 1 /x", { kind: "graphql", port: 1, ...place, fields: "tried" }],
  [
    "grpc 1",
    {
      kind: "grpc",
      port: 1,
      tls: { verify: false, servername: "s" },
      metadata: { a: "b" },
      service: "",
      lists: ["a"],
      calls: [{ method: "a.B/C", json: {}, expect: { "$.a": 1 } }],
    },
  ],
  ["fastcgi 1 /ping", { kind: "fastcgi", port: 1, root: "/srv", steps: [step] }],
  [
    "http 1 /ping",
    {
      kind: "http",
      port: 1,
      scheme: "http",
      steps: [
        {
          ...step,
          host: "h",
          http2: true,
          tls: { verify: true },
          redirects: 0,
          body: { multipart: { a: "b", c: { file: "d" } } },
          expect: { status: [200], image: { format: "png" } },
          extract: { a: { from: "css", expression: "b", attribute: "c" } },
        },
      ],
    },
  ],
];

const schema = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../../schema/plan.schema.json"), "utf8")) as {
  readonly $id: string;
};
const validate = new Ajv2020({ strictRequired: false }).addSchema(schema).compile({ $ref: `${schema.$id}#/$defs/probe` });

describe.each(probes)("%s", (described, probe) => {
  test("is how the plan's table shows it", () => expect(describeProbes([probe])).toBe(described));
  test("is as the plan's schema says", () => expect([validate(probe), validate.errors]).toEqual([true, null]));
});

test.each<[string, Probe, readonly number[], number]>([
  ["the likeliest HTTP port", { kind: "sse", port: 0, ...place, events: 1, withinMs: 1 }, [5432, 8080], 8080],
  ["the first port", { kind: "grpc", port: 0, metadata: {}, service: "", lists: [], calls: [] }, [50051, 8080], 50_051],
])("without a port of its own it goes to %s", (_, probe, ports, port) => {
  const chosen = chooseProbe(factsOf("x", ports), { probe: [probe] }, []);
  expect(chosen.probes).toMatchObject([{ port }]);
});

test("PHP-FPM is asked by FastCGI", async () => {
  const chosen = chooseProbe(factsOf("php:8-fpm", []), undefined, await loadCatalogue());
  expect(chosen).toMatchObject({
    name: "php-fpm",
    probes: [{ kind: "fastcgi", port: 9000, root: "/var/www/html", steps: [{ url: "/ping" }, { url: "/index.php" }] }],
  });
});

test("a catalogue entry fills in every kind", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stack-slim-catalogue-"));
  try {
    const use = [
      "{ websocket: { path: /ws, headers: { Authorization: 'Bearer ${TOKEN}' } } }",
      "{ sse: { port: 81, scheme: https } }",
      "{ graphql: {} }",
      "{ grpc: { port: '${GRPC_PORT:-82}', tls: true, metadata: { k: '${TOKEN}' } } }",
      "{ fastcgi: { root: '${ROOT:-/srv}', steps: [ { get: / } ] } }",
    ];
    const entry = `name: x\ntitle: X\nmatch: { images: [x] }\nport: 80\nuse: [ { probe: [ ${use.join(", ")} ] } ]\n`;
    await writeFile(join(folder, "x.yml"), entry);
    const { probes: filled } = chooseProbe(factsOf("x", [], { TOKEN: "t" }), undefined, await loadCatalogue(folder));
    expect(filled).toMatchObject([
      { kind: "websocket", port: 80, path: "/ws", headers: { Authorization: "Bearer t" } },
      { kind: "sse", port: 81, scheme: "https", path: "/", events: 1 },
      { kind: "graphql", port: 80, path: "/graphql", fields: "tried" },
      { kind: "grpc", port: 82, tls: { verify: false }, metadata: { k: "t" } },
      { kind: "fastcgi", port: 80, root: "/srv", steps: [{ url: "/" }] },
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
