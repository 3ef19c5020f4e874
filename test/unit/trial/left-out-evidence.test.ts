import { describe, expect, test } from "vitest";
import type { Combination } from "../../../src/model/stack.js";
import type { CheckVerdict, ServiceVerdict, Trial } from "../../../src/model/trial.js";
import { withLeftOutEvidence } from "../../../src/trial/left-out-evidence.js";

const names = ["judge", "left", "right"];
const combination = (...slim: string[]): Combination =>
  Object.fromEntries(names.map((name) => [name, slim.includes(name) ? "slim" : "original"]));
const failing: CheckVerdict = { name: "whole", use: "training", pass: false, error: "status 503", services: ["judge"], ms: 1 };
const trial = (boot: number, slim: readonly string[], pass: boolean, changes: Partial<Trial> = {}): Trial => ({
  boot,
  purpose: "search",
  combination: combination(...slim),
  pass,
  services: names.map((service): ServiceVerdict => ({
    service,
    variant: slim.includes(service) ? "slim" : "original",
    pass: true,
    restarts: 0,
    evidence: [],
  })),
  checks: [{ ...failing, pass }],
  seconds: { boot: 0, probes: 0, checks: 0, teardown: 0 },
  why: "",
  ...changes,
});
const evidenceOf = (trials: readonly Trial[], service: string): readonly (readonly [number, string])[] =>
  trials.flatMap(({ boot, services }) =>
    services
      .filter((verdict) => verdict.service === service)
      .flatMap(({ evidence }) => evidence.map(({ detail }) => [boot, detail] as const)),
  );

describe("evidence against a service that never failed by itself", () => {
  const trials = [trial(2, ["judge", "left", "right"], false), trial(3, ["judge", "right"], true), trial(4, ["left"], true)];
  const chosen = combination("judge", "right");

  test("is what fails in the boot that passes without it", () => {
    const explained = withLeftOutEvidence(trials, chosen);
    expect(evidenceOf(explained, "left")).toEqual([
      [2, 'with it slim beside judge, right, the check "whole" fails (status 503); without it that passes'],
    ]);
    expect(explained[0]?.services.find(({ service }) => service === "left")).toMatchObject({ pass: false, evidence: [{ kind: "check" }] });
    expect(evidenceOf(explained, "right")).toEqual([]);
  });

  test("is not made up where it has evidence of its own, or no boot tells the difference", () => {
    const own: ServiceVerdict = {
      service: "left",
      variant: "slim",
      pass: false,
      restarts: 2,
      evidence: [{ kind: "restarts", detail: "2" }],
    };
    const known = [...trials, trial(5, ["left"], false, { services: [own] })];
    expect(withLeftOutEvidence(known, chosen)).toEqual(known);
    const untold = trials.filter(({ boot }) => boot !== 3);
    expect(withLeftOutEvidence(untold, chosen)).toEqual(untold);
  });
});
