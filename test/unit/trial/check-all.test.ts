import { describe, expect, test } from "vitest";
import type { CheckVerdict } from "../../../src/model/trial.js";
import { checkAll, summed } from "../../../src/trial/check-all.js";
import type { RunningStack, Tries, TrialTools } from "../../../src/trial/trial-input.js";

const verdict = (pass: boolean): CheckVerdict => ({
  name: "page",
  use: "training",
  pass,
  services: pass ? [] : ["web"],
  ms: 1,
  ...(pass ? {} : { error: "status 500" }),
});
const told = (script: string): readonly CheckVerdict[] => [...script].map((letter) => verdict(letter === "p"));

/** Runs a check whose runs go as the script has it (p passes, f fails, the last letter for ever); gives the verdict and how often it ran. */
const run = async (script: string, tries: Tries): Promise<{ readonly verdict: CheckVerdict | undefined; readonly runs: number }> => {
  let runs = 0;
  const check = (): Promise<CheckVerdict> => Promise.resolve(verdict(script.charAt(Math.min(runs++, script.length - 1)) === "p"));
  const tools = {
    traffic: { check, probe: () => Promise.resolve(undefined) },
    emit: () => undefined,
    signal: new AbortController().signal,
  };
  const stack = {} as RunningStack;
  const checks = [{ name: "page", use: "training" as const }];
  const [only] = await checkAll({ checks, stage: "trials", tries }, stack, tools as unknown as TrialTools);
  return { verdict: only, runs };
};
const condemn = (failures: number): Tries => ({ kind: "condemn", failures: () => failures });
const measure = (...suspected: string[]): Tries => ({ kind: "measure", runs: 20, suspected: new Set(suspected) });

describe("a check on slim services", () => {
  test.each<[string, string, number, { pass: boolean; runs: number; tries?: CheckVerdict["tries"] }]>([
    ["that passes is run once", "p", 3, { pass: true, runs: 1 }],
    ["that fails is run again at least once", "f", 1, { pass: false, runs: 2, tries: { runs: 2, failures: 2 } }],
    ["that passes then is a flake", "fp", 1, { pass: true, runs: 2, tries: { runs: 2, failures: 1 } }],
    ["fails when it failed as often as it takes", "f", 4, { pass: false, runs: 4, tries: { runs: 4, failures: 4 } }],
    ["passes when it passes before", "fffp", 4, { pass: true, runs: 4, tries: { runs: 4, failures: 3 } }],
  ])("%s", async (_, script, needed, expected) => {
    const { verdict: seen, runs } = await run(script, condemn(needed));
    expect({ pass: seen?.pass, runs, ...(seen?.tries === undefined ? {} : { tries: seen.tries }) }).toEqual(expected);
    expect(seen?.flake).toBe(script.startsWith("f") && expected.pass ? "status 500" : undefined);
  });
});

describe("a check on the original", () => {
  test.each<[string, string, Tries, { pass: boolean; runs: number; tries?: CheckVerdict["tries"] }]>([
    ["that passes and is in no doubt is run once", "p", measure(), { pass: true, runs: 1 }],
    ["is measured when it is in doubt", "p", measure("page"), { pass: true, runs: 20, tries: { runs: 20, failures: 0 } }],
    ["is measured once it failed", "fp", measure(), { pass: true, runs: 20, tries: { runs: 20, failures: 1 } }],
    ["is broken when it only fails", "f", measure(), { pass: false, runs: 3, tries: { runs: 3, failures: 3 } }],
  ])("%s", async (_, script, tries, expected) => {
    const { verdict: seen, runs } = await run(script, tries);
    expect({ pass: seen?.pass, runs, ...(seen?.tries === undefined ? {} : { tries: seen.tries }) }).toEqual(expected);
  });
});

test("a check that passes once and never again on the same boot can't be repeated: its first verdict stands", () => {
  expect(summed(told("pfff"))).toEqual(verdict(true));
});
