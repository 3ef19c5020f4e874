import { describe, expect, it } from "vitest";
import type { Plan, PlannedProbe, PlannedService } from "../../../src/model/plan.js";
import { noProbeWarning } from "../../../src/plan/plan-warnings.js";
import { withFoundProbes } from "../../../src/plan/with-found-probes.js";

const none: PlannedProbe = { source: "none", name: "none", why: "", probes: [] };
const service = (name: string, fields: Partial<PlannedService> = {}): PlannedService => ({
  ...{ name, image: `${name}:1`, variant: "slim", why: "", policy: "balanced", level: 0, ports: [], probe: none },
  ...fields,
});
const planOf = (services: readonly PlannedService[]): Plan => ({
  ...{ version: 1, project: "p", files: [], services, edges: [], cycles: [], checks: [] },
  warnings: ["said before", ...noProbeWarning(services)],
});
const found = { probe: { source: "seen", name: "http 7070 /", why: "", probes: [{ kind: "tcp", port: 7070 }] }, ports: [7070] } as const;

describe("a plan with what was found", () => {
  it("asks the service by it from then on, at ports that trials publish", () => {
    const plan = withFoundProbes(planOf([service("web", { ports: [80] }), service("worker")]), { web: found });
    expect(plan.services).toMatchObject([
      { name: "web", ports: [80, 7070], probe: { source: "seen" } },
      { name: "worker", ports: [], probe: none },
    ]);
  });

  it("warns only of those that still have no probe", () => {
    const plan = planOf([service("web"), service("worker")]);
    expect(plan.warnings[1]).toMatch(/^No probe for web, worker: .* exercise them\./);
    expect(withFoundProbes(plan, { web: found }).warnings).toEqual([
      "said before",
      expect.stringMatching(/^No probe for worker: .* exercise it\./),
    ]);
    expect(withFoundProbes(plan, { web: found, worker: found }).warnings).toEqual(["said before"]);
  });

  it("is the plan itself where nothing was found", () => {
    const plan = planOf([service("web")]);
    expect(withFoundProbes(plan, {})).toEqual(plan);
  });
});
