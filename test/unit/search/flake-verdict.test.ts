import { expect, it } from "vitest";
import { flakeVerdict, rateOf } from "../../../src/search/index.js";

it.each([
  [0, 1, 0.05, "passed"],
  [1, 1, 0.05, "again"],
  [2, 2, 0.05, "again"],
  [3, 3, 0.05, "condemned"],
  [4, 4, 0.05, "condemned"],
  [2, 3, 0.05, "flaky"],
  [9, 10, 0.05, "flaky"],
  [1, 1, 0, "condemned"],
  [4, 4, 0.2, "again"],
  [5, 5, 0.2, "condemned"],
  [0, 0, 0.2, "again"],
  [99, 99, 1, "undecidable"],
  [99, 100, 1, "flaky"],
] as const)("%d failures in %d runs of a check that fails at %d: %s", (failures, runs, rate, verdict) => {
  expect(flakeVerdict({ failures, runs, rate })).toBe(verdict);
});

it("asks for more failures where more verdicts share the risk", () => {
  const seen = { failures: 3, runs: 3, rate: 0.08 };
  expect(flakeVerdict(seen)).toBe("condemned");
  expect(flakeVerdict({ ...seen, decisions: 14 * 5 })).toBe("again");
});

it("condemns what never failed in one run of the original after five failures in a row", () => {
  const rate = rateOf({ failures: 0, runs: 1 });
  const verdicts = [1, 2, 3, 4, 5].map((failures) => flakeVerdict({ failures, runs: failures, rate }));
  expect(verdicts).toEqual(["again", "again", "again", "again", "condemned"]);
});
