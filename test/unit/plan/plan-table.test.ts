import { describe, expect, it } from "vitest";
import type { Plan, PlannedService } from "../../../src/model/plan.js";
import { renderPlan } from "../../../src/plan/plan-table.js";
import { without } from "./fixture.js";

const service = (name: string, rest: Partial<PlannedService> = {}): PlannedService => ({
  name,
  image: `${name}:1`,
  bytes: 12_345_678,
  variant: "slim",
  why: "slim unless something speaks against it",
  policy: "balanced",
  level: 0,
  ports: [],
  probe: { source: "tcp", name: "tcp 1", why: "only its port 1 is known", probes: [] },
  ...rest,
});
const unknown = without(
  "bytes",
  service("web", {
    bytesUnknown: "the image isn't in the engine",
    image: "registry.example/a-team/with/a-long/name-of-an-image:2026.11",
  }),
);

const plan: Plan = {
  version: 1,
  project: "p",
  files: ["/p/compose.yml"],
  services: [service("db"), service("old", { variant: "original", why: "vendor image" }), unknown],
  edges: [
    { from: "web", to: "db", origin: "depends_on", detail: "service_started" },
    { from: "web", to: "db", origin: "environment", detail: "DB_HOST", port: 5432 },
    { from: "web", to: "old", origin: "network_mode", detail: "network_mode: service:old" },
  ],
  cycles: [["a", "b"]],
  checks: [
    { name: "front page", use: "training" },
    { name: "order", use: "held-out" },
    { name: "login", use: "training" },
  ],
  warnings: ["No probe for x: only booting and the checks exercise it. Give a probe in stack-slim.yml, so that its files are seen in use."],
};

describe("renderPlan", () => {
  it("shows services, order, cycles, checks and warnings in 100 columns", () => {
    expect(renderPlan(plan, { width: 100, color: false })).toMatchInlineSnapshot(`
      "SERVICE  IMAGE                                       SIZE  VARIANT   PROBE  WHY
      db       db:1                                     12.3 MB  slim      tcp 1  only its port 1 is known
      old      old:1                                    12.3 MB  original  tcp 1  vendor image
      web      registry.example/a-team/with/a-long/na…  unknown  slim      tcp 1  only its port 1 is known
      Size unknown of 1 of 3: the image isn't in the engine.

      Dependency order:
        web → db:5432, old

      Cycles, started together:
        a ⇄ b

      Checks:
        training: front page, login
        held-out: order

      Warnings:
        No probe for x: only booting and the checks exercise it. Give a probe in stack-slim.yml, so that
          its files are seen in use.
      "
    `);
  });

  it("shows every edge's origin on demand", () => {
    expect(renderPlan(plan, { width: 100, color: false, edges: true })).toContain(
      [
        "Dependencies:",
        "  web → db  (depends_on service_started)",
        "  web → db:5432  (environment DB_HOST)",
        "  web → old  (network_mode: service:old)",
      ].join("\n"),
    );
  });

  it.each([60, 80, 100, 160])("fits %i columns, coloured or not alike", (width) => {
    const text = renderPlan(plan, { width, color: false, edges: true });
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(width);
    const coloured = renderPlan(plan, { width, color: true, edges: true });
    expect(coloured).not.toBe(text);
    expect(coloured.replaceAll(/\u001b\[\d+m/g, "")).toBe(text);
  });

  it("leaves out what is empty", () => {
    const text = renderPlan(
      { ...plan, services: [service("db")], edges: [], cycles: [], checks: [], warnings: [] },
      { width: 100, color: false },
    );
    expect(text.trimEnd().split("\n")).toHaveLength(2);
  });
});
