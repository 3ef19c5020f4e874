import { expect, it } from "vitest";
import { failuresNeeded } from "../../../src/search/index.js";

it.each([
  [0, 1],
  [0.01, 2],
  [0.05, 3],
  [0.1, 4],
  [0.2, 5],
  [1, Infinity],
])("a failure rate of %d takes %d failures in a row", (rate, failures) => {
  expect(failuresNeeded(rate)).toBe(failures);
});

it.each([0.003, 0.02, 0.07, 0.15, 0.5, 0.9])("keeps the family-wise error at 1 %% and asks for no failure more, rate %d", (rate) => {
  for (const decisions of [1, 14, 40]) {
    const needed = failuresNeeded(rate, decisions);
    expect(rate ** needed * decisions).toBeLessThanOrEqual(0.01 * (1 + 1e-6));
    if (needed > 1) expect(rate ** (needed - 1) * decisions).toBeGreaterThan(0.01);
  }
});
