import { failuresNeeded } from "./failures-needed.js";
import type { Runs } from "./rate-of.js";

/**
 * `passed`: every run passed. `flaky`: a run passed after failures, so nobody is condemned. `condemned`: it failed so often in a row that chance
 * is no explanation. `again`: run it once more, on this boot or, the observation being `inconclusive`, on another one of the same set.
 * `undecidable`: it fails on the original every time or never ran there; until it has, no number of failures says anything of slim images.
 */
export type FlakeVerdict = "passed" | "flaky" | "condemned" | "again" | "undecidable";

/**
 * What all runs of one check on one combination say (failures of runs, over all its boots with the same slim images), to be asked after each run.
 * `rate`: how often it fails on the original (`rateOf`). `decisions`: how many verdicts on good combinations share the 1 % chance of a wrong
 * one; default 14, for more than one check that may flake 14 times their number. A fault that shows in some runs only can pass as flaky.
 */
export const flakeVerdict = ({ failures, runs, rate, decisions }: CheckRuns): FlakeVerdict => {
  if (runs > failures) return failures > 0 ? "flaky" : "passed";
  const needed = failuresNeeded(rate, decisions);
  if (needed === Infinity) return "undecidable";
  return failures >= needed ? "condemned" : "again";
};

export type CheckRuns = Runs & { readonly rate: number; readonly decisions?: number };
