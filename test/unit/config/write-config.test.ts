import { checkedSelector } from "../../../src/probe/html.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadConfig, writeConfig } from "../../../src/config/index.js";
import type { Config } from "../../../src/model/config.js";
import type { ConfigProposal, ProposedService } from "../../../src/model/proposal.js";
import { usualCrawl, usualOpenApi } from "../../../src/model/web-traffic.js";
import { parseJsonPath } from "../../../src/probe/json-path.js";
import { fill } from "../../../src/probe/template.js";
import { parseBareRegex, parseTextPattern } from "../../../src/probe/text-pattern.js";
import { digestsOf } from "./files.js";

const schema = ".stack-slim/config.schema.json";
const http = (port: number): ProposedService["probe"]["value"] => ({
  source: "http",
  name: `http ${String(port)}`,
  why: "",
  probes: [
    {
      kind: "http",
      port,
      scheme: "https",
      steps: [{ method: "GET", url: "/graphql?query=%7B__typename%7D", headers: {}, expect: { status: ["2xx", "3xx"] }, extract: {} }],
    },
  ],
});
const found: ProposedService["probe"]["value"] = {
  source: "seen",
  name: "crawl 8443 + openapi 80 + graphql 80",
  why: "",
  probes: [
    usualCrawl(8443, "https"),
    { ...usualOpenApi(80), spec: { path: "/v3/api-docs" }, writes: false },
    { kind: "graphql", port: 80, scheme: "http", path: "/graphql", headers: {}, fields: "tried" },
  ],
};
const service = (name: string, fields: Partial<ProposedService> = {}): ProposedService => ({
  name,
  about: [`image ${name}:1`],
  probe: { written: false, value: { source: "catalogue", name: "postgres", why: "", probes: [] }, from: "plan: PostgreSQL" },
  ...fields,
});
const check: ConfigProposal["checks"][number] = {
  name: "web:80 answers",
  use: "held-out",
  written: true,
  target: { service: "web", port: 80 },
  steps: [
    { get: "/", status: 302 },
    { get: "/x", status: 200, type: "text/html" },
  ],
  from: "seen: / answered 302",
};
const proposal: ConfigProposal = {
  learnt: "from a test",
  services: [service("web", { probe: { written: true, value: http(8443), from: "seen: it answered" } }), service("db")],
  checks: [check],
};

const load = (text: string): Promise<Config> =>
  loadConfig("/p/stack-slim.yml", {
    readFile: () => Promise.resolve(text),
    digest: digestsOf([]),
    expressions: {
      css: checkedSelector,
      jsonPath: parseJsonPath,
      pattern: parseTextPattern,
      regex: parseBareRegex,
      fill: (written, known) => fill(written, new Map(known.map((name) => [name, "x"]))),
    },
  });

describe("a first stack-slim.yml", () => {
  it("means what was proposed, and loads without a problem", async () => {
    const config = await load(writeConfig({ ...proposal, compose: ["deploy/a b.yml"] }, { schema }));
    expect(config.compose).toEqual(["/p/deploy/a b.yml"]);
    expect(config.services).toEqual({ web: { probe: [{ ...http(8443).probes[0] }] } });
    expect(config.checks).toMatchObject([
      {
        name: "web:80 answers",
        use: "held-out",
        target: { service: "web", port: 80 },
        http: [
          { url: "/", expect: { status: [302] } },
          { url: "/x", expect: { status: [200], type: "text/html" } },
        ],
      },
    ]);
  });

  it("writes the traffic that finds its own requests as it was found", async () => {
    const services = [service("web", { probe: { written: true, value: found, from: "seen: it answered" } })];
    const config = await load(writeConfig({ ...proposal, services }, { schema }));
    expect(config.services["web"]?.probe).toEqual([
      usualCrawl(8443, "https"),
      { ...usualOpenApi(80), spec: { path: "/v3/api-docs" }, writes: false },
      found.probes[2],
    ]);
  });

  it("begins with what an editor finds the schema by, and says where each part came from", () => {
    const text = writeConfig(proposal, { schema });
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=.stack-slim/config.schema.json");
    expect(text).toMatch(/# seen: it answered\n {4}probe:/);
    expect(text).toMatch(/# plan: PostgreSQL\n {4}# probe: postgres/);
    expect(text).toMatch(/# seen: \/ answered 302\n {2}- name: web:80 answers/);
  });

  it.each<[string, Partial<ConfigProposal>]>([
    ["no service", { services: [], checks: [] }],
    ["nothing but comments", { services: [service("db")], checks: [{ ...check, written: false }] }],
    ["no check", { checks: [] }],
    ["a service that stays as it is", { services: [service("db", { original: "its image is of another platform" })] }],
    [
      "names that YAML reads as something else",
      { services: ["10", "on", "null", "a.b-c_d", "0x1"].map((name) => service(name, { original: "x" })) },
    ],
    [
      "text that tries to end its comment",
      { services: [service("db", { about: ["image x\nslim: true\n\u2028policy: nonsense", "\u0085checks: 1"], original: "a\nb: c" })] },
    ],
  ])("loads with %s", async (_, fields) => {
    const config = await load(writeConfig({ ...proposal, ...fields }, { schema }));
    const staying = (fields.services ?? proposal.services).filter(({ original }) => original !== undefined).map(({ name }) => name);
    expect(
      Object.keys(config.services)
        .filter((name) => config.services[name]?.slim === false)
        .sort(),
    ).toEqual([...staying].sort());
  });

  it("loads with what is proposed in comments too, once they are taken", async () => {
    const text = writeConfig(
      { ...proposal, services: [service("db"), service("web", { probe: { ...service("x").probe, value: http(80) } })] },
      { schema },
    );
    const [, services = ""] = /^# services:\n([^]*?)^# End-to-end/m.exec(text) ?? [];
    const taken = services.replaceAll(/^( *)# (?!image|plan:|seen:)/gm, "$1");
    expect(parse(`services:\n${taken}`)).toEqual({ services: { db: { probe: "postgres" }, web: { probe: [expect.anything()] } } });
    const config = await load(`services:\n${taken}`);
    expect(config.services).toMatchObject({ db: { probe: ["postgres"] }, web: { probe: [{ kind: "http", port: 80 }] } });
  });

  it("has neither passwords nor commands", () => {
    const secret = "hunter2";
    const probes = [
      { kind: "exec", command: ["sh", "-c", `mysqladmin -p${secret} ping`] },
      { kind: "redis", port: 1, password: secret },
      { kind: "sql", dialect: "mysql", port: 1, user: "u", password: secret, database: "d" },
    ] as const;
    for (const written of [true, false]) {
      const value = { source: "healthcheck", name: "healthcheck", why: "", probes: [...probes, ...http(80).probes] } as const;
      const text = writeConfig({ ...proposal, services: [service("db", { probe: { written, value, from: "plan: x" } })] }, { schema });
      expect(text).not.toContain(secret);
      expect(text).toContain("http:");
    }
  });

  it("keeps its lines short", () => {
    const text = writeConfig({ ...proposal, services: [service("db", { about: ["word ".repeat(200)] })] }, { schema });
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(140);
  });
});
