import type { OutcomeLabel } from "../model/trial.js";
import { minimumHittingSet } from "./hitting-set.js";
import { isRuledOut, leftOut, type Knowledge } from "./knowledge.js";
import { costOf, members, type Mask } from "./mask.js";
import type { Assumption } from "./search-state.js";

export type Claim = { readonly label: OutcomeLabel; readonly assumes: Assumption };

/**
 * The strongest label that holds of the best booted set, by boots alone where they suffice.
 * PROVEN MAXIMUM: every heavier set is ruled out. MAXIMAL: so is every set with one more service. NONE: no slim set has passed.
 */
export const claimOf = (known: Knowledge, inferring: boolean): Claim => {
  if (known.best === 0n) return { label: "NONE", assumes: "nothing" };
  if (everyHeavierSetFailed(known)) return { label: "PROVEN MAXIMUM", assumes: "nothing" };
  if (!everyAdditionFailed(known)) return { label: "BEST FOUND", assumes: "nothing" };
  if (inferring && isMaximumByInference(known)) return { label: "PROVEN MAXIMUM", assumes: "monotone" };
  return { label: "MAXIMAL", assumes: "nothing" };
};

/** Something of every failing set must stay original; when the cheapest way to do that costs what the best set leaves out, none is heavier. */
export const isMaximumByInference = (known: Knowledge): boolean => {
  const cheapest = minimumHittingSet(known.minimalFails, known.all, known.costs);
  return cheapest.exact && cheapest.cost >= costOf(leftOut(known.best, known), known.costs);
};

const everyAdditionFailed = (known: Knowledge): boolean =>
  members(leftOut(known.best, known), known.costs).every((one) => isRuledOut(known.best | one, known, false));

/** Walks the sets heavier than the best by what they leave out and stops at the first that wasn't booted, so it visits few more than were. */
const everyHeavierSetFailed = (known: Knowledge): boolean => {
  const limit = costOf(leftOut(known.best, known), known.costs);
  const lightestFirst = [...members(known.all, known.costs)].reverse();
  const allFailed = (omitted: Mask, cost: number, from: number): boolean => {
    if (cost >= limit) return true;
    if (!isRuledOut(known.all & ~omitted, known, false)) return false;
    return lightestFirst.slice(from).every((one, ahead) => allFailed(omitted | one, cost + costOf(one, known.costs), from + ahead + 1));
  };
  return allFailed(0n, 0, 0);
};
