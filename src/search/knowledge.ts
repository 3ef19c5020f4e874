import { hintsOf, isUnchanged, type Hints } from "./hints.js";
import { bit, contains, costOf, maskOfNames, minimalSets, union, without, type Mask } from "./mask.js";
import type { SearchState } from "./search-state.js";

/** What the usable observations say, as sets. `passes` and `fails` hold booted sets only; nothing in them is inferred. */
export type Knowledge = Hints & {
  readonly names: readonly string[];
  /** Per candidate: weight first, then one for itself, so that the maximum weight is also never short of a service of weight 0. */
  readonly costs: readonly number[];
  readonly all: Mask;
  readonly passes: readonly Mask[];
  readonly fails: readonly Mask[];
  /** Failing sets that contain no other failing set. */
  readonly minimalFails: readonly Mask[];
  /** Booted more than once with different verdicts: neither passing nor failing, and not booted again. */
  readonly unsteady: readonly Mask[];
  /** A passing set that contains a failing one: the stack isn't monotone. */
  readonly contradiction: { readonly failed: Mask; readonly passed: Mask } | undefined;
  /** The heaviest booted set that passes; 0n: none but the original. */
  readonly best: Mask;
  readonly originalFails: boolean;
};

export const knowledgeOf = (state: SearchState): Knowledge => {
  const names = state.candidates.map(({ name }) => name);
  const costs = state.candidates.map(({ weight }) => Math.max(0, Math.round(weight)) * (names.length + 1) + 1);
  const booted = state.observations.flatMap((seen) => {
    const slim = [...seen.slim];
    // A service ran slim that is no candidate (any more): the boot says nothing of the candidates alone.
    const usable = seen.inconclusive !== true && seen.swapped !== true && slim.every((name) => names.includes(name) && isUnchanged(name, seen, state));
    return usable ? [{ slim: maskOfNames(slim, names), pass: seen.pass }] : [];
  });
  const passed = new Set(booted.filter(({ pass }) => pass).map(({ slim }) => slim));
  const failed = new Set(booted.filter(({ pass }) => !pass).map(({ slim }) => slim));
  const passes = [...passed].filter((slim) => !failed.has(slim));
  const fails = [...failed].filter((slim) => !passed.has(slim));
  const failure = fails.find((set) => passes.some((passing) => contains(passing, set)));
  return {
    names,
    costs,
    all: union(names.map((_, index) => bit(index))),
    passes,
    fails,
    minimalFails: minimalSets(fails),
    unsteady: [...passed].filter((slim) => failed.has(slim)),
    ...hintsOf(state, names),
    contradiction: failure === undefined ? undefined : { failed: failure, passed: passes.find((set) => contains(set, failure)) ?? 0n },
    best: passes.reduce((best, set) => (isHeavier(set, best, costs) ? set : best), 0n),
    originalFails: fails.includes(0n),
  };
};

/** Heaviest first, equals by candidate order, so that the same observations give the same answer in whatever order they came. */
const isHeavier = (a: Mask, b: Mask, costs: readonly number[]): boolean => {
  const difference = costOf(a, costs) - costOf(b, costs);
  return difference > 0 || (difference === 0 && a < b);
};

/** Fails for certain, if `inferring` also because it contains a booted failing set. */
export const isRuledOut = (set: Mask, known: Knowledge, inferring: boolean): boolean =>
  inferring ? known.minimalFails.some((failing) => contains(set, failing)) : known.fails.includes(set);

/** Booting it would teach nothing: booted, or known from other boots under monotonicity. */
export const isSettled = (set: Mask, known: Knowledge, inferring: boolean): boolean =>
  set === 0n ||
  known.unsteady.includes(set) ||
  known.passes.includes(set) ||
  isRuledOut(set, known, inferring) ||
  (inferring && known.passes.some((passing) => contains(passing, set)));

export const leftOut = (set: Mask, known: Knowledge): Mask => without(known.all, set);
export const namesOf = (set: Mask, known: Knowledge): readonly string[] => known.names.filter((_, index) => (set & bit(index)) !== 0n);
