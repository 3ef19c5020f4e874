import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import type { Config, Probe } from "../../../src/model/config.js";
import { usualCrawl, usualHar, usualOpenApi } from "../../../src/model/web-traffic.js";
import { loadCatalogue } from "../../../src/plan/catalogue.js";
import { planStack } from "../../../src/plan/plan-stack.js";
import { config, inputOf, stackOf } from "./fixture.js";

const validate = new Ajv2020({ strictRequired: false }).compile(
  JSON.parse(readFileSync(resolve(import.meta.dirname, "../../../schema/plan.schema.json"), "utf8")) as object,
);
const stack = stackOf({ web: { ports: [{ target: 6000 }, { target: 8080 }] }, api: { image: "acme/api", expose: ["9000"] } });
const planOf = (probe: readonly Probe[], rest: Partial<Config> = {}) =>
  planStack(inputOf(stack, { config: { ...config, services: { web: { probe } }, ...rest } }));

test("a port left out is the likeliest HTTP port, and the plan follows its schema", () => {
  const step = { method: "GET", url: "/login", headers: {}, expect: { status: ["2xx"] }, extract: {} } as const;
  const plan = planOf([
    { ...usualCrawl(0), auth: { basic: { user: "u", password: "p" } }, login: [step] },
    { ...usualOpenApi(0), spec: { path: "/spec" }, base: "/v1", values: { a: 1 } },
    { ...usualHar(0, "/p/shop.har", "d"), size: 2, hosts: { "a.example": { service: "api", port: 0 } } },
  ]);
  const probe = plan.services.find(({ name }) => name === "web")?.probe;
  expect(probe?.probes.map((one) => "port" in one && one.port)).toEqual([8080, 8080, 8080]);
  expect(probe?.name).toBe("crawl 8080 / + openapi 8080 /spec + har 8080 shop.har");
  expect([validate(JSON.parse(JSON.stringify(plan))), validate.errors]).toEqual([true, null]);
});

test.each<[string, readonly Probe[], Partial<Config>, RegExp]>([
  ["a host", [{ ...usualCrawl(0), hosts: { x: { service: "apy", port: 1 } } }], {}, /services\.web\.probe: the stack has no service apy/],
  [
    "a host of a check",
    [],
    { checks: [{ name: "c", use: "training", har: { ...usualHar(0, "/x", ""), hosts: { x: { service: "nope", port: 1 } } } }] },
    /checks\[0\]\.har: the stack has no service nope/,
  ],
])("%s that is no service is refused", (_, probe, rest, message) => {
  expect(() => planOf(probe, rest)).toThrow(message);
});

test("the catalogue may crawl and read descriptions", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stack-slim-probes-"));
  try {
    const probes = "[{ crawl: { start: ['/${START:-home}'], allow: [/x/*] } }, { openapi: { port: 9001, spec: /spec, writes: false } }]";
    await writeFile(
      join(folder, "acme.yml"),
      `name: acme\ntitle: Acme\nmatch:\n  images: [acme/api]\nport: 80\nuse:\n  - probe: ${probes}\n`,
    );
    const plan = planStack(inputOf(stack, { catalogue: await loadCatalogue(folder) }));
    expect(plan.services.find(({ name }) => name === "api")?.probe.probes).toEqual([
      { ...usualCrawl(9000), start: ["/home"], allow: ["/x/*"] },
      { ...usualOpenApi(9001), spec: { path: "/spec" }, writes: false },
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
