import { costOf, indices, without, type Mask } from "./mask.js";

/** `exact`: false when the search gave up at its bound; `mask` then hits every set but a cheaper one may exist. */
export type HittingSet = { readonly mask: Mask; readonly cost: number; readonly exact: boolean };

/**
 * The cheapest set that shares a member with every given set, by branch and bound: branch over the smallest set not yet hit, bound by
 * the cheapest members of pairwise disjoint sets. Costs are 1 or more. An empty set among `sets` can't be hit: everything, not exact.
 * Source: R. Reiter, A theory of diagnosis from first principles, 1987 (conflict sets and their hitting sets).
 */
export const minimumHittingSet = (sets: readonly Mask[], all: Mask, costs: readonly number[]): HittingSet => {
  let best: HittingSet = { mask: all, cost: costOf(all, costs), exact: true };
  if (sets.includes(0n)) return { ...best, exact: false };
  let nodes = 0;

  const visit = (chosen: Mask, cost: number, banned: Mask): void => {
    nodes += 1;
    if (nodes > NODE_BOUND) return;
    const open = sets.filter((set) => (set & chosen) === 0n).map((set) => without(set, banned));
    if (open.length === 0) {
      if (cost < best.cost) best = { mask: chosen, cost, exact: true };
      return;
    }
    if (open.includes(0n) || cost + disjointBound(open, costs) >= best.cost) return;
    const smallest = open.map((set) => indices(set)).reduce((a, b) => (b.length < a.length ? b : a));
    const cheapestFirst = [...smallest].sort((a, b) => (costs[a] ?? 0) - (costs[b] ?? 0) || a - b);
    let tried = banned;
    for (const index of cheapestFirst) {
      const one = 1n << BigInt(index);
      visit(chosen | one, cost + (costs[index] ?? 0), tried);
      tried |= one;
    }
  };

  visit(0n, 0, 0n);
  return { ...best, exact: nodes <= NODE_BOUND };
};

/** Search nodes after which an exact answer is given up: about a second, far beyond what stacks of 20 services need. */
const NODE_BOUND = 100_000;

const disjointBound = (sets: readonly Mask[], costs: readonly number[]): number => {
  let used = 0n;
  let bound = 0;
  for (const set of sets) {
    if ((set & used) !== 0n) continue;
    used |= set;
    bound += Math.min(...indices(set).map((index) => costs[index] ?? 0));
  }
  return bound;
};
