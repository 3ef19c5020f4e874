import { isCandidates, withVerdicts, type Knowledge } from "./knowledge.js";
import { maskOfNames, type Mask } from "./mask.js";
import { positionOf, type Position } from "./position.js";
import type { SearchState } from "./search-state.js";

/** Each verdict more doubles the scenarios. */
export const MOST_PENDING = 5;

/**
 * `scenarios`: the position after each mix of verdicts the pending boots may give, all failed first; none if nothing or too much is pending.
 * Whom a failure will blame can't be foreseen.
 */
export type Scenarios = { readonly pending: readonly Mask[]; readonly scenarios: readonly Position[] };

export const scenariosOf = (state: SearchState, known: Knowledge): Scenarios => {
  const { names } = known;
  const usable = (state.pending ?? []).filter((slim) => isCandidates(slim, names));
  const pending = [...new Set(usable.map((slim) => maskOfNames(slim, names)))];
  if (pending.length === 0 || pending.length > MOST_PENDING) return { pending, scenarios: [] };
  const scenarios = Array.from({ length: 2 ** pending.length }, (_, mix) => {
    const passes = (at: number): boolean => ((mix >> at) & 1) === 1;
    const [passed, failed] = [pending.filter((_set, at) => passes(at)), pending.filter((_set, at) => !passes(at))];
    return positionOf(withVerdicts(known, passed, failed), state);
  });
  return { pending, scenarios };
};
