import { isCandidates, type Knowledge } from "./knowledge.js";
import { maskOfNames, type Mask } from "./mask.js";
import { positionOf, type Position } from "./position.js";
import type { Observation, SearchState } from "./search-state.js";

/** Each verdict more doubles the scenarios. */
export const MOST_PENDING = 5;

/** `scenarios`: the position after each mix of verdicts the pending boots may give, all failed first; none if nothing or too much is pending. */
export type Scenarios = { readonly pending: readonly Mask[]; readonly scenarios: readonly Position[] };

export const scenariosOf = (state: SearchState, { names }: Knowledge): Scenarios => {
  const usable = (state.pending ?? []).filter((slim) => isCandidates(slim, names));
  const pending = [...new Set(usable.map((slim) => maskOfNames(slim, names)))];
  if (pending.length === 0 || pending.length > MOST_PENDING) return { pending, scenarios: [] };
  const distinct = pending.map((set) => names.filter((name) => (set & maskOfNames([name], names)) !== 0n));
  const verdicts = Array.from({ length: 2 ** pending.length }, (_, mix) =>
    distinct.map((slim, at) => verdict(slim, ((mix >> at) & 1) === 1)),
  );
  return { pending, scenarios: verdicts.map((seen) => positionOf({ ...state, observations: [...state.observations, ...seen] })) };
};

/** Whom a failure will blame can't be foreseen. */
const verdict = (slim: readonly string[], pass: boolean): Observation => ({ slim, pass, culprits: [] });
