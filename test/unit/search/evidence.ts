import fc from "fast-check";
import type { Observation } from "../../../src/search/index.js";
import { letters, type Fault } from "./simulated-stack.js";

/** Whom a failed boot blames; `boot` counts from 0. */
export type Blame = (slim: readonly string[], broken: readonly Fault[], boot: number) => readonly string[];
export type Hints = (slim: readonly string[], broken: readonly Fault[], boot: number) => Pick<Observation, "suspects" | "acquitted">;

export const allNamed: Blame = (_slim, broken) => [...new Set(broken.flatMap(({ conflict }) => conflict))];
export const oneNamed: Blame = (_slim, broken) => broken[0]?.conflict ?? [];
export const noneNamed: Blame = () => [];

/** Numbers of 0 to below 1, the same for the same place. */
const dice: fc.Arbitrary<(boot: number, at: number) => number> = fc
  .array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 64, maxLength: 64 })
  .map(
    (rolls) =>
      (boot: number, at: number): number =>
        rolls[(boot * 13 + at * 7) % rolls.length] ?? 0,
  );

/** Evidence of every quality: full, one fault at a time, none, incomplete, or blaming anyone, even services that aren't slim or don't exist. */
export const blames: fc.Arbitrary<Blame> = fc.oneof(
  fc.constantFrom(allNamed, oneNamed, noneNamed),
  dice.map((roll): Blame => (slim, broken, boot) => [
    ...allNamed(slim, broken, boot).filter((_, at) => roll(boot, at) < 0.6),
    ...[...letters, "nobody"].filter((_, at) => roll(boot, at + 3) < 0.15),
  ]),
);

/** Hints that are as wrong as they can be, since nobody is told who they are about. */
export const hints: fc.Arbitrary<Hints> = fc.tuple(blames, blames).map(([suspects, acquitted]): Hints => (slim, broken, boot) => ({
  suspects: suspects(slim, broken, boot),
  acquitted: acquitted(letters, broken, boot),
}));

/** What is told of swaps after each boot, all of it made up: sets that were never booted, verdicts and blame that have nothing to do with them. */
export const swapLies: fc.Arbitrary<(boot: number, names: readonly string[]) => readonly Observation[]> = dice.map(
  (roll) => (boot, names) => {
    const some = (from: number): readonly string[] => names.filter((_, at) => roll(boot, at + from) < 0.4);
    const lie = (from: number): Observation => ({
      slim: some(from),
      pass: roll(boot, from) < 0.5,
      culprits: some(from + 1),
      suspects: some(from + 2),
      acquitted: some(from + 3),
      swapped: true,
    });
    return [lie(17), lie(29)];
  },
);
