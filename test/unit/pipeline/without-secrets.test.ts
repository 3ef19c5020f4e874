import { expect, test } from "vitest";
import type { Plan } from "../../../src/model/plan.js";
import type { Probe } from "../../../src/model/config.js";
import { usualCrawl, usualOpenApi } from "../../../src/model/web-traffic.js";
import { withoutSecrets } from "../../../src/pipeline/without-secrets.js";

const secret = "s3cr3t-planted";
const step = { method: "GET", url: "/", headers: {}, expect: { status: [200] }, extract: {} } as const;
const probes: readonly Probe[] = [
  { kind: "sql", dialect: "postgres", port: 5432, user: "app", password: secret, database: "app" },
  { kind: "redis", port: 6379, password: secret },
  { kind: "amqp", port: 5672, user: "app", password: secret, vhost: "/" },
  { kind: "http", port: 80, scheme: "http", steps: [{ ...step, auth: { user: "app", password: secret } }, step] },
  { kind: "tcp", port: 1 },
  { ...usualCrawl(80), headers: { "x-key": secret }, auth: { basic: { user: "app", password: secret } } },
  {
    ...usualOpenApi(80),
    values: { pin: secret },
    auth: { bearer: secret, apiKey: secret },
    login: [{ ...step, headers: { cookie: secret }, auth: { user: "app", password: secret }, body: { form: { password: secret } } }],
  },
];
const plan = { services: [{ name: "db", probe: { probes } }] } as unknown as Plan;

test("no password of a probe is left, everything else is", () => {
  const shown = withoutSecrets(plan);
  expect(JSON.stringify(shown)).not.toContain(secret);
  expect(shown.services[0]?.probe.probes.map(({ kind }) => kind)).toEqual(["sql", "redis", "amqp", "http", "tcp", "crawl", "openapi"]);
  expect(shown.services[0]?.probe.probes[0]).toMatchObject({ user: "app", database: "app", password: "***" });
});
