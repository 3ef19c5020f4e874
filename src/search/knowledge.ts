import { bit, contains, costOf, minimalSets, union, without, type Mask } from "./mask.js";
import type { Observation, SearchState } from "./search-state.js";

/** What the usable observations say, as sets. `passes` and `fails` hold booted sets only; nothing in them is inferred. */
export type Knowledge = {
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
  /** Named by the evidence of a failed boot in which they ran slim. */
  readonly suspects: Mask;
  /** A passing set that contains a failing one: the stack isn't monotone. */
  readonly contradiction: { readonly failed: Mask; readonly passed: Mask } | undefined;
  /** The heaviest booted set that passes; 0n: none but the original. */
  readonly best: Mask;
  readonly originalFails: boolean;
};

export const knowledgeOf = (state: SearchState): Knowledge => {
  const names = state.candidates.map(({ name }) => name);
  const costs = state.candidates.map(({ weight }) => Math.max(0, Math.round(weight)) * (names.length + 1) + 1);
  const usable = state.observations.filter((seen) => seen.inconclusive !== true && isCurrent(seen, state.revisions ?? {}));
  const booted = usable.flatMap((seen) => {
    const slim = maskOf(seen.slim, names);
    return slim === undefined ? [] : [{ slim, pass: seen.pass, blamed: maskOfKnown(seen.culprits, names) & slim }];
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
    suspects: union(booted.filter(({ pass }) => !pass).map(({ blamed }) => blamed)),
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

const isCurrent = (seen: Observation, revisions: Readonly<Record<string, string>>): boolean =>
  [...seen.slim].every((name) => {
    const then = seen.revisions?.[name];
    const now = revisions[name];
    return then === undefined || now === undefined || then === now;
  });

/** undefined: a service ran slim that is no candidate (any more), so the boot says nothing of the candidates alone. */
const maskOf = (slim: Observation["slim"], names: readonly string[]): Mask | undefined =>
  [...slim].every((name) => names.includes(name)) ? maskOfKnown([...slim], names) : undefined;

const maskOfKnown = (some: readonly string[], names: readonly string[]): Mask =>
  union(some.map((name) => (names.includes(name) ? bit(names.indexOf(name)) : 0n)));

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
