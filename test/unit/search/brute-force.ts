import type { Run } from "./run-search.js";
import type { SimulatedStack } from "./simulated-stack.js";

/** Every combination of a stack of up to 12 services, a set being the bits of its services. */
export type BruteForce = {
  readonly maskOf: (slim: Iterable<string>) => number;
  readonly passes: (set: number) => boolean;
  /** Weight first, then the number of services. */
  readonly isHeavier: (set: number, than: number) => boolean;
  readonly all: readonly number[];
  /** No service cures what others break. */
  readonly monotone: boolean;
};

export const bruteForce = ({ candidates, faults }: SimulatedStack): BruteForce => {
  const maskOf = (slim: Iterable<string>): number =>
    [...slim].reduce((mask, one) => mask | (1 << candidates.findIndex(({ name }) => name === one)), 0);
  const masks = faults.map(({ conflict, cures }) => ({ conflict: maskOf(conflict), cures: maskOf(cures) }));
  const all = Array.from({ length: 2 ** candidates.length }, (_, set) => set);
  const weights = all.map((set) => candidates.reduce((sum, { weight }, at) => sum + ((set >> at) & 1) * (weight * 100 + 1), 0));
  return {
    maskOf,
    passes: (set) => !masks.some(({ conflict, cures }) => (set & conflict) === conflict && (set & cures) === 0),
    isHeavier: (set, than) => (weights[set] ?? 0) > (weights[than] ?? 0),
    all,
    monotone: masks.every(({ conflict, cures }) => cures === 0 || (cures & conflict) !== 0),
  };
};

/**
 * What brute force says against the label; undefined: it is true. A label claims, of the boots that counted:
 * - NONE: none passed with a service slim.
 * - BEST FOUND: the final set passed, and none heavier did.
 * - MAXIMAL: also, the final set with one more service was booted and failed, whichever that is; so it does not pass.
 * - PROVEN MAXIMUM: also, no heavier set passes, resting on boots: each was booted and failed; resting on monotonicity: each contains a set that
 *   was booted and failed, and no set that passed does. On a monotone stack no heavier set passes then; on another, only one that a cure,
 *   unseen in any boot, makes pass.
 */
export const lie = (stack: SimulatedStack, { done, observations }: Run): string | undefined => {
  const { maskOf, passes, isHeavier, all, monotone } = bruteForce(stack);
  const counted = observations.filter(({ inconclusive }) => inconclusive !== true);
  const passed = counted.filter(({ pass }) => pass).map(({ slim }) => maskOf(slim));
  const failed = counted.filter(({ pass }) => !pass).map(({ slim }) => maskOf(slim));
  const final = maskOf(done.slim);
  if (done.label === "NONE") return final !== 0 || passed.some((set) => set !== 0) ? "something passed" : undefined;
  if (!passes(final) || !passed.includes(final)) return "the final set never passed a boot";
  if (passed.some((set) => isHeavier(set, final))) return "a heavier set passed a boot";
  if (done.label === "BEST FOUND") return undefined;
  const additions = stack.candidates.map((_, at) => final | (1 << at)).filter((set) => set !== final);
  if (additions.some(passes)) return "one more service can be slim";
  if (!additions.every((set) => failed.includes(set))) return "one more service was never booted";
  if (done.label === "MAXIMAL") return undefined;
  const heavier = all.filter((set) => isHeavier(set, final));
  if ((monotone || done.assumes === "nothing") && heavier.some(passes)) return "a heavier set passes";
  const holds = (set: number): boolean => failed.some((part) => (set & part) === part);
  if (done.assumes === "nothing") return heavier.every((set) => failed.includes(set)) ? undefined : "a heavier set was never booted";
  if (passed.some(holds)) return "a boot contradicts monotonicity";
  return heavier.every(holds) ? undefined : "a heavier set has no failing part";
};
