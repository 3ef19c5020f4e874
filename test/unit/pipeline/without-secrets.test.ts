import { expect, test } from "vitest";
import type { Plan } from "../../../src/model/plan.js";
import type { Probe } from "../../../src/model/config.js";
import { usualCrawl, usualOpenApi } from "../../../src/model/web-traffic.js";
import { withoutSecrets } from "../../../src/pipeline/without-secrets.js";

const secret = "s3cr3t-planted";
const step = { method: "GET", url: "/", headers: {}, expect: { status: [200] }, extract: {} } as const;
const place = { port: 1, scheme: "http", path: "/", headers: {} } as const;
const probes: readonly Probe[] = [
  { kind: "sql", dialect: "postgres", port: 5432, user: "app", password: secret, database: "app" },
  { kind: "redis", port: 6379, password: secret },
  { kind: "amqp", port: 5672, user: "app", password: secret, vhost: "/" },
  { kind: "http", port: 80, scheme: "http", steps: [{ ...step, auth: { user: "app", password: secret } }, step] },
  { kind: "tcp", port: 1 },
  {
    kind: "http",
    port: 80,
    scheme: "http",
    steps: [
      { ...step, headers: { Authorization: `Bearer ${secret}`, Cookie: `sid=${secret}`, Accept: "text/html" } },
      { ...step, body: { json: { user: "app", account: { password: secret } } } },
      { ...step, body: { form: { user: "app", password: secret, csrf: "{{csrf}}" } } },
    ],
  },
  { kind: "websocket", ...place, headers: { "X-Api-Key": secret }, subprotocols: [], messages: [], withinMs: 1 },
  { kind: "sse", ...place, auth: { user: "app", password: secret }, events: 1, withinMs: 1 },
  { kind: "graphql", ...place, headers: { authorization: secret }, fields: "none" },
  { kind: "grpc", port: 1, metadata: { "x-token": secret }, service: "", lists: [], calls: [] },
  { ...usualCrawl(80), headers: { "x-key": secret }, auth: { basic: { user: "app", password: secret } } },
  {
    ...usualOpenApi(80),
    values: { pin: secret },
    auth: { bearer: secret, apiKey: secret },
    login: [{ ...step, headers: { cookie: secret }, auth: { user: "app", password: secret }, body: { form: { password: secret } } }],
  },
  { kind: "mongodb", port: 27017, authSource: "admin", user: "app", password: secret },
  { kind: "mqtt", port: 1883, user: "app", password: secret },
  { kind: "kafka", port: 9092, mechanism: "plain", user: "app", password: secret },
  { kind: "smtp", port: 25, from: "a@b", user: "app", password: secret },
  { kind: "ldap", port: 389, user: "app", password: secret },
];
const plan = { services: [{ name: "db", probe: { probes } }] } as unknown as Plan;

test("no password of a probe is left, everything else is", () => {
  const shown = withoutSecrets(plan);
  expect(JSON.stringify(shown)).not.toContain(secret);
  expect(shown.services[0]?.probe.probes.map(({ kind }) => kind)).toEqual(probes.map(({ kind }) => kind));
  expect(shown.services[0]?.probe.probes[0]).toMatchObject({ user: "app", database: "app", password: "***" });
  expect(shown.services[0]?.probe.probes[5]).toMatchObject({
    steps: [{ headers: { Accept: "text/html" } }, { body: { json: { user: "app" } } }, { body: { form: { csrf: "{{csrf}}" } } }],
  });
});
