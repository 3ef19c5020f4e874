import { describe, expect, it } from "vitest";
import type { Outcome, Trial } from "../../../src/model/trial.js";
import { buildReport } from "../../../src/report/index.js";
import { aloneCell, judgingTrials } from "../../../src/report/cells.js";
import { cleanRun, combination, planned, sampleRun, trial } from "./sample.js";

const report = buildReport(sampleRun);
const service = (name: string) => report.services.find((row) => row.name === name);

describe("buildReport", () => {
  it.each([
    ["db", { variant: "slim", alone: "implied", allSlim: "pass", final: "pass" }],
    ["cart", { variant: "original", alone: "fail", allSlim: "fail", final: "pass" }],
    ["front-end", { variant: "slim", alone: "implied", allSlim: "pass", final: "pass" }],
    ["vendor", { variant: "original", alone: "not-tried", allSlim: "pass", final: "pass" }],
  ])("%s has the verdicts %o", (name, verdicts) => {
    expect(service(name)).toMatchObject(verdicts);
  });

  it("gathers the evidence of every trial that blamed a service, each sign once", () => {
    const twice = buildReport({ ...sampleRun, trials: [...sampleRun.trials, sampleRun.trials[2]] });
    const kinds = twice.services.find(({ name }) => name === "cart")?.evidence.map(({ kind }) => kind);
    expect(kinds).toEqual(["missing-file", "log", "exit"]);
    expect(service("db")?.evidence).toEqual([]);
  });

  it("counts restarts of the final trial and of the profile", () => {
    expect(service("db")).toMatchObject({ restarts: 1, originalRestarts: 1 });
  });

  it("says why", () => {
    expect(report.services.map(({ why }) => why)).toEqual([
      "its slim image passed the final trial",
      "its slim image failed: asked for a file that its slim image lacks",
      "its slim image passed the final trial",
      "slim: false, vendor image",
    ]);
  });

  it("totals what is known, the chosen variant in the final figure", () => {
    expect(report.outcome).toMatchObject({ originalBytes: 1_200_000_000, slimBytes: 240_000_000, finalBytes: 560_000_000, boots: 4 });
    expect(service("vendor")).not.toHaveProperty("originalBytes");
    expect(service("vendor")?.warnings).toEqual(["size unknown: not in the engine"]);
  });

  it("says what the images' layers take, with and without what they share", () => {
    expect(report.layers).toEqual({
      original: { sumBytes: 1_290_000_000, diskBytes: 690_000_000, pushBytes: 690_000_000 },
      final: { sumBytes: 592_000_000, diskBytes: 532_000_000, pushBytes: 532_000_000 },
    });
  });

  it("takes the engine's size where there is no slim image", () => {
    const one = buildReport({ ...sampleRun, plan: { ...sampleRun.plan, services: [planned("cart")] }, slimImages: [] });
    expect(one.services[0]).toMatchObject({ originalBytes: 500_000_000 });
    expect(one.outcome).toMatchObject({ originalBytes: 500_000_000, slimBytes: 0, finalBytes: 500_000_000 });
  });

  it("judges checks on the original, all slim and final; the training check from the profile, a held-out one only where it ran", () => {
    expect(report.checks).toEqual([
      { name: "login", use: "training", original: "pass", allSlim: "pass", final: "pass" },
      {
        name: "order flow",
        use: "held-out",
        original: "not-tried",
        allSlim: "fail",
        final: "pass",
        error: "step 3: POST /orders: expected 201, got 503",
      },
    ]);
  });

  it("prefers the original's own trial to the profile", () => {
    const original = trial(2, "original", sampleRun.trials[0].combination, { checks: { login: "got 500" } });
    const row = buildReport({ ...sampleRun, trials: [sampleRun.trials[0], original] }).checks[0];
    expect(row).toMatchObject({ original: "fail", allSlim: "not-tried", final: "not-tried", error: "got 500" });
  });

  it("takes a final trial with everything slim as the all-slim one, when there is no other", () => {
    const clean = buildReport(cleanRun);
    expect(clean.services.map(({ alone, allSlim, final }) => [alone, allSlim, final])).toEqual(Array(3).fill(["implied", "pass", "pass"]));
    expect(clean.checks.map(({ allSlim }) => allSlim)).toEqual(["pass", "pass"]);
    expect(clean.outcome.boots).toBe(2);
  });

  it("keeps edges of the plan and those seen", () => {
    expect(report.edges.map(({ origin }) => origin)).toEqual(["environment", "observed"]);
  });
});

describe("judgingTrials", () => {
  const a = combination({ x: "slim", y: "original" });
  const b = combination({ x: "slim", y: "slim" });
  const none = combination({ x: "original", y: "original" });
  const bad = { failures: { x: [] } };
  const chosen = (choice: Outcome["combination"]): Outcome => ({ label: "BEST FOUND", why: "", combination: choice });

  it.each<[string, readonly Trial[], Outcome["combination"], number | undefined, number | undefined]>([
    ["nothing ran", [], none, undefined, undefined],
    ["only the profile; nothing can be slim", [trial(1, "profile", none), trial(2, "all-slim", b, bad)], none, 2, 1],
    ["all slim twice: the repaired one", [trial(1, "all-slim", b, bad), trial(2, "all-slim", b)], b, 2, 2],
    ["the final failed", [trial(1, "all-slim", b, bad), trial(2, "final", a, bad)], a, 1, 2],
    ["a later passing trial of another combination", [trial(1, "final", b), trial(2, "search", a)], b, 1, 1],
  ])("%s", (_name, trials, choice, allSlim, final) => {
    const judging = judgingTrials(trials, chosen(choice), ["x", "y"]);
    expect([judging.allSlim?.boot, judging.final?.boot]).toEqual([allSlim, final]);
  });
});

describe("aloneCell", () => {
  const alone = combination({ x: "slim", y: "original" });
  it.each<[string, readonly Trial[], string]>([
    ["passed alone", [trial(1, "search", alone)], "pass"],
    ["blamed alone", [trial(1, "search", alone, { failures: { x: [] } })], "fail"],
    ["a check failed with nothing else slim", [trial(1, "search", alone, { checks: { login: "500" } })], "fail"],
    ["slim in a passing trial with others", [trial(1, "final", combination({ x: "slim", y: "slim" }))], "implied"],
    [
      "slim in a failing trial with others",
      [trial(1, "all-slim", combination({ x: "slim", y: "slim" }), { checks: { login: "500" } })],
      "not-tried",
    ],
    ["never slim", [trial(1, "profile", combination({ x: "original", y: "original" }))], "not-tried"],
  ])("%s: %3$s", (_name, trials, verdict) => {
    expect(aloneCell(trials, "x")).toBe(verdict);
  });
});
