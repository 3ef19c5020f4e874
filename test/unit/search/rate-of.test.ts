import { expect, it, vi } from "vitest";
import { failuresNeeded, rateOf } from "../../../src/search/index.js";

vi.setConfig({ testTimeout: 60_000 });

it.each([
  [0, 1, 0.2, 5],
  [0, 5, 0.2, 5],
  [0, 10, 2 / 14, 4],
  [0, 20, 2 / 24, 3],
  [0, 100, 2 / 104, 2],
  [1, 5, 1 / 3, 7],
  [1, 10, 3 / 14, 5],
  [5, 100, 7 / 104, 3],
])("%d failures in %d runs of the original", (failures, runs, rate, needed) => {
  expect(rateOf({ failures, runs })).toBeCloseTo(rate, 10);
  expect(failuresNeeded(rateOf({ failures, runs }))).toBe(needed);
});

it.each([
  [1, 1],
  [4, 4],
  [0, 0],
])("condemns nothing where the check failed %d of %d times on the original", (failures, runs) => {
  expect(rateOf({ failures, runs })).toBe(1);
});

type Estimate = (seen: { readonly failures: number; readonly runs: number }) => number;

/** Chance that any of `decisions` good combinations is condemned by a check that fails at `rate`, over all it may show on the original. */
const chanceToCondemn = (rate: number, runs: number, decisions: number, estimate: Estimate): number => {
  let seenSo = (1 - rate) ** runs;
  let once = 0;
  for (let failures = 0; failures <= runs; failures += 1) {
    once += seenSo * rate ** failuresNeeded(estimate({ failures, runs }), decisions);
    seenSo *= ((runs - failures) / (failures + 1)) * (rate / (1 - rate));
  }
  return once * decisions;
};

const worst = (decisions: number, estimate: Estimate): number => {
  const rates = Array.from({ length: 20 }, (_, index) => (index + 1) / 100);
  return Math.max(...rates.flatMap((rate) => Array.from({ length: 200 }, (_, at) => chanceToCondemn(rate, at + 1, decisions, estimate))));
};

it.each([14, 42, 140])(
  "keeps the chance to condemn any of %d good combinations below 1 %%, for rates to 20 %% measured in 1 to 200 runs",
  (decisions) => {
    expect(worst(decisions, rateOf)).toBeLessThan(0.01);
  },
);

it("does so where the share of failures and the rule of succession don't", () => {
  expect(worst(14, ({ failures, runs }) => failures / runs)).toBeGreaterThan(1);
  expect(worst(14, ({ failures, runs }) => Math.min(0.2, (failures + 1) / (runs + 2)))).toBeGreaterThan(0.01);
});
