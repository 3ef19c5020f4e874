import fc from "fast-check";
import type { Candidate } from "../../../src/search/index.js";

/** A stack as its faults: it fails when every service of a conflict is slim and none of its `cures` is. A cure makes it non-monotone. */
export type Fault = { readonly conflict: readonly string[]; readonly cures: readonly string[] };
export type SimulatedStack = { readonly candidates: readonly Candidate[]; readonly faults: readonly Fault[] };

export const brokenBy = (stack: SimulatedStack, slim: readonly string[]): readonly Fault[] =>
  stack.faults.filter(({ conflict, cures }) => conflict.every((name) => slim.includes(name)) && !cures.some((name) => slim.includes(name)));

export const passes = (stack: SimulatedStack, slim: readonly string[]): boolean => brokenBy(stack, slim).length === 0;

export const letters = [..."abcdefghijkl"];

/** Weights as a caller gives them: few and often equal, 1 each to count services, or bytes. */
const weighings: fc.Arbitrary<fc.Arbitrary<number>> = fc.constantFrom(
  fc.integer({ min: 0, max: 9 }),
  fc.constant(1),
  fc.integer({ min: 0, max: 4e9 }),
);

/** Stacks of 1 to `most` services, 12 at most. `cured`: whether a slim service may cure a fault of others. */
export const stacks = (most: number, cured: boolean): fc.Arbitrary<SimulatedStack> =>
  fc.tuple(fc.integer({ min: 1, max: most }), weighings).chain(([count, weight]) => {
    const names = letters.slice(0, count);
    const some = (min: number, max: number): fc.Arbitrary<string[]> =>
      fc.subarray(names, { minLength: Math.min(min, count), maxLength: Math.min(max, count) });
    const fault = fc.record({
      conflict: fc.oneof({ weight: 4, arbitrary: some(1, 1) }, { weight: 3, arbitrary: some(2, 2) }, { weight: 1, arbitrary: some(3, 3) }),
      cures: cured ? fc.oneof(fc.constant<string[]>([]), some(1, 2)) : fc.constant<string[]>([]),
    });
    return fc.record({
      candidates: fc.tuple(...names.map((name) => weight.map((value) => ({ name, weight: value })))),
      faults: fc.array(fault, { maxLength: 5 }),
    });
  });
