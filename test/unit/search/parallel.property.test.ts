import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lie } from "./brute-force.js";
import { blames, hints, swapLies } from "./evidence.js";
import { randomFrom } from "./random.js";
import { search, type Run, type SearchOptions } from "./run-search.js";
import { passes, stacks } from "./simulated-stack.js";

const runs = (numRuns: number): fc.Parameters<unknown> => ({ numRuns, seed: 20_240_502 });
const TIMEOUT_MS = 120_000;

/** Up to four boots at a time, which end together or one by one in any order. */
const sideBySide: fc.Arbitrary<() => Pick<SearchOptions, "atATime" | "endsNext">> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.option(fc.nat({ max: 10_000 }), { nil: undefined }))
  .map(([atATime, seed]) => () => {
    if (seed === undefined) return { atATime };
    const random = randomFrom(seed);
    return { atATime, endsNext: (pending) => Math.floor(random() * pending) };
  });

// `search` itself throws when a set is booted twice, when nothing is pending and yet waited for, and when a pending boot changes the outcome.
describe("with up to four boots at a time", () => {
  it(
    "labels are true on monotone stacks, as strong as one at a time, and it ends",
    () => {
      fc.assert(
        fc.property(stacks(12, false), blames, hints, sideBySide, (stack, blame, hinted, beside) => {
          const run = search(stack, blame, { hints: hinted, ...beside() });
          expect(lie(stack, run)).toBeUndefined();
          expect(["PROVEN MAXIMUM", "NONE"]).toContain(run.done.label);
          // Worth it whatever the pending ones show: no verdict of theirs implies this one's, unless it is an addition, which a label needs booted.
          const within = (part: readonly string[], whole: readonly string[]): boolean => part.every((name) => whole.includes(name));
          const best = run.observations.filter(({ pass }) => pass).map(({ slim }) => [...slim]);
          const isAddition = (slim: readonly string[]): boolean => best.some((set) => within(set, slim) && set.length === slim.length - 1);
          for (const { slim, pending } of run.begun) {
            expect(pending.filter((other) => within(slim, other))).toEqual([]);
            if (!isAddition(slim)) expect(pending.filter((other) => within(other, slim))).toEqual([]);
          }
        }),
        runs(1000),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "labels are true on every stack, whatever is assumed and told",
    () => {
      fc.assert(
        fc.property(stacks(8, true), blames, swapLies, sideBySide, (stack, blame, swaps, beside) => {
          expect(lie(stack, search(stack, blame, { swaps, ...beside() }))).toBeUndefined();
          expect(lie(stack, search(stack, blame, { assume: "nothing", ...beside() }))).toBeUndefined();
        }),
        runs(500),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "labels are true when the budget ends early, and pending boots stay within it",
    () => {
      fc.assert(
        fc.property(stacks(10, true), blames, sideBySide, fc.integer({ min: 0, max: 12 }), (stack, blame, beside, boots) => {
          const run = search(stack, blame, { boots, ...beside() });
          expect(lie(stack, run)).toBeUndefined();
          expect(run.observations.length).toBeLessThanOrEqual(boots);
        }),
        runs(1000),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "sets are booted again while their verdict is inconclusive, and then not",
    () => {
      fc.assert(
        fc.property(stacks(8, false), blames, sideBySide, fc.nat({ max: 10_000 }), (stack, blame, beside, seed) => {
          const random = randomFrom(seed);
          const run = search(stack, blame, { ...beside(), passesAt: (slim) => (random() < 0.3 ? undefined : passes(stack, slim)) });
          expect(lie(stack, run)).toBeUndefined();
        }),
        runs(300),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "verdicts are waited for less often the more there are at a time, at the price of few boots more",
    () => {
      const cases = fc.sample(fc.tuple(stacks(12, false), blames), { numRuns: 400, seed: 5 });
      const mean = (atATime: number, figure: (run: Run) => number): number =>
        cases.reduce((sum, [stack, blame]) => sum + figure(search(stack, blame, { atATime })), 0) / cases.length;
      const [one, two, three, four] = [1, 2, 3, 4].map((atATime) => mean(atATime, ({ rounds }) => rounds)) as [
        number,
        number,
        number,
        number,
      ];
      expect(two).toBeLessThan(0.75 * one);
      expect(three).toBeLessThan(two);
      expect(four).toBeLessThan(three);
      const boots = ({ observations }: Run): number => observations.length;
      expect(mean(4, boots)).toBeLessThan(1.25 * mean(1, boots));
    },
    TIMEOUT_MS,
  );
});
