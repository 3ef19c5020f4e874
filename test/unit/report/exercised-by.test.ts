import { describe, expect, it } from "vitest";
import type { Check, HttpStep, Probe } from "../../../src/model/config.js";
import type { Edge } from "../../../src/model/stack.js";
import { usualCrawl, usualHar, usualOpenApi } from "../../../src/model/web-traffic.js";
import { buildReport, reporters, talkedTo } from "../../../src/report/index.js";
import { exercisedBy } from "../../../src/report/exercised-by.js";
import { planned, sampleRun } from "./sample.js";

const http: Probe = { kind: "http", port: 80, scheme: "http", steps: [] };
const service = (name: string, probes: readonly Probe[] = []) =>
  planned(name, { probe: { source: "http", name: "http 80", why: "", probes } });
const seen = (from: string, to: string, port?: number): Edge => ({
  from,
  to,
  origin: "observed",
  detail: "",
  ...(port === undefined ? {} : { port }),
});
const order = { name: "order", use: "training", services: ["web"] } as const;
const by = (input: Parameters<typeof exercisedBy>[0]) => Object.fromEntries([...exercisedBy(input)].map(([name, { by }]) => [name, by]));

describe("what exercises a service", () => {
  it("are its probe, the checks that talk to it, and those that reach it through others by the shortest way", () => {
    const services = [service("web", [http]), service("orders"), service("db", [{ kind: "tcp", port: 5432 }]), service("alone")];
    const edges = [seen("web", "orders", 80), seen("orders", "db", 5432), seen("web", "db", 5432)];
    expect(by({ services, edges, checks: [order, { name: "search", use: "held-out", services: ["orders"] }] })).toEqual({
      web: ["probe http 80", "check order"],
      orders: ["check order via web", "held-out check search"],
      db: ["check order via web", "held-out check search via orders"],
      alone: [],
    });
  });

  it("is for a consumer whoever sends to its broker", () => {
    const services = ["web", "queue", "worker", "mailer"].map((name) => service(name));
    const edges = [seen("web", "queue", 5672), seen("worker", "queue", 5672), seen("mailer", "worker", 80)];
    expect(by({ services, edges, checks: [order] })).toMatchObject({ worker: ["check order via web, queue"], mailer: [] });
  });

  it("isn't another client of the same database, but may be one of the same Redis where nothing else reaches it", () => {
    const services = ["web", "store", "worker"].map((name) => service(name));
    const through = (port: number) => by({ services, edges: [seen("web", "store", port), seen("worker", "store", port)], checks: [order] });
    expect(through(5432)).toMatchObject({ worker: [] });
    expect(through(6379)).toMatchObject({ worker: ["check order via web, store"] });
    const direct = [seen("web", "store", 6379), seen("worker", "store", 6379)];
    const two = [order, { ...order, name: "work", services: ["worker"] }];
    expect(by({ services, edges: direct, checks: two })).toMatchObject({ worker: ["check work"] });
  });

  it("is what was seen rather than what is declared, where anything was seen", () => {
    const services = ["web", "a", "b"].map((name) => service(name));
    const named: Edge = { from: "web", to: "a", origin: "environment", detail: "A" };
    const started: Edge = { from: "web", to: "b", origin: "depends_on", detail: "service_started" };
    expect(by({ services, edges: [named, started], checks: [order] })).toMatchObject({ a: ["check order via web"], b: [] });
    expect(by({ services, edges: [named, started, seen("web", "b")], checks: [order] })).toMatchObject({
      a: [],
      b: ["check order via web"],
    });
  });

  it("ends in a cycle of calls", () => {
    const services = ["web", "a"].map((name) => service(name));
    expect(by({ services, edges: [seen("web", "a"), seen("a", "web")], checks: [order] })).toMatchObject({ a: ["check order via web"] });
  });

  it("is a peer's probe that asks for all it finds, where nothing else ran while it was profiled", () => {
    const crawling = planned("web", { probe: { source: "seen", name: "crawl 80", why: "", probes: [usualCrawl(80)] } });
    const services = [crawling, service("api", [http]), service("queue"), service("worker"), service("alone", [{ kind: "tcp", port: 1 }])];
    const edges = [seen("web", "api", 80), seen("api", "queue", 5672), seen("worker", "queue", 5672)];
    expect(by({ services, edges, checks: [] })).toEqual({
      web: ["probe crawl 80"],
      api: ["probe http 80"],
      queue: ["probe crawl 80 of web via api"],
      worker: ["probe crawl 80 of web via api, queue"],
      alone: [],
    });
    expect(by({ services, edges, checks: [{ ...order, services: ["api"] }] })).toMatchObject({ worker: ["check order via api, queue"] });
    expect(by({ services, edges, checks: [{ ...order, use: "held-out" }] })).toMatchObject({
      queue: ["held-out check order via web, api", "probe crawl 80 of web via api"],
    });
    expect(exercisedBy({ services, edges, checks: [] }).get("worker")?.whileProfiled).toBe(true);
  });

  it("is what answered within its container, which counts for the profile", () => {
    const inside = { worker: "127.0.0.1:9001 /health" };
    const [worker] = [...exercisedBy({ services: [service("worker")], edges: [], checks: [], inside }).values()];
    expect(worker).toEqual({ by: ["look at 127.0.0.1:9001 /health, which only its container reaches"], whileProfiled: true });
  });

  it("counts for the profile when it ran then", () => {
    const heldOut = { name: "search", use: "held-out", services: ["web"] } as const;
    const input = { services: [service("web"), service("probed", [http])], edges: [], checks: [heldOut] };
    expect([...exercisedBy(input).values()].map(({ whileProfiled }) => whileProfiled)).toEqual([false, true]);
  });
});

describe("the services a check talks to itself", () => {
  const step = (url: string): HttpStep => ({ method: "GET", url, headers: {}, expect: { status: [] }, extract: {} });
  const published = { service: "edge", port: 80 };
  it.each<[string, Partial<Check>, readonly string[]]>([
    ["its target", { http: [step("/x")], target: { service: "web", port: 80 } }, ["web"]],
    ["what the stack publishes first", { http: [step("/x")] }, ["edge"]],
    ["those of whole URLs", { http: [step("http://api:8080/x"), step("https://api/y")] }, ["api"]],
    ["what a command is told", { command: "./e2e.sh" }, ["edge"]],
    ["those whose logs it reads", { http: [step("/x")], logs: [{ service: "worker", match: "x", withinMs: 1 }] }, ["edge", "worker"]],
    [
      "the target of its probes",
      { probes: [{ kind: "http", port: 0, scheme: "http", steps: [step("http://api/x"), step("/y")] }] },
      ["edge", "api"],
    ],
    ["what a container is told", { container: { image: "e2e" } }, ["edge"]],
    ["not that of a TCP connection", { probes: [{ kind: "tcp", port: 80 }] }, []],
    [
      "what traffic asks, logs in to, and what hosts stand for",
      { crawl: { ...usualCrawl(0), login: [step("http://auth/x")], hosts: { "cdn.example": { service: "cdn", port: 0 } } } },
      ["edge", "auth", "cdn"],
    ],
    [
      "the target of a description and of a recording",
      { target: { service: "api", port: 0 }, openapi: usualOpenApi(0), har: usualHar(0, "/x", "") },
      ["api"],
    ],
    ["not a variable's", { http: [step("http://{{host}}/x")] }, []],
  ])("%s", (_, check, services) => {
    expect(talkedTo({ name: "c", use: "training", ...check }, published)).toEqual(services);
  });
});

describe("the report", () => {
  const run = {
    ...sampleRun,
    plan: {
      ...sampleRun.plan,
      edges: [],
      services: [service("front-end", [http]), service("db", [{ kind: "tcp", port: 5432 }]), service("cart")],
    },
    checkServices: { "order flow": ["cart"] },
    observedEdges: [],
  };

  it("names the services that rest on their boot alone, with how many files", () => {
    const warnings = Object.fromEntries(buildReport(run).services.map(({ name, warnings }) => [name, warnings]));
    expect(warnings).toMatchObject({
      "front-end": ["kept a broken link"],
      db: [
        "nothing exercised it while it was profiled: only a connection to port 5432 was tried, and no check reached it; all its 678 files come from its boot alone",
      ],
      cart: [
        "nothing exercised it while it was profiled: it has no probe, and no training check reached it; all its 678 files come from its boot alone",
      ],
    });
    const [, db] = buildReport({ ...run, usedFiles: { db: 23 } }).services;
    expect(db?.warnings).toEqual([
      expect.stringMatching(/; the 23 files it was seen using, and so the choice of its 678 files, come from its boot alone$/),
    ]);
  });

  it.each(["terminal", "markdown"] as const)("says for a person by what each was reached: %s", async (format) => {
    const text = (await reporters[format]())(buildReport(run), {});
    expect(text).toContain("Exercised by");
    expect(text.replaceAll("*", "")).toMatch(/front-end: probe http 80\n.*db: nothing but its boot\n.*cart: held-out check order flow/);
  });
});
