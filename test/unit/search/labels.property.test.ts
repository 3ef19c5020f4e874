import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { failuresNeeded } from "../../../src/search/index.js";
import { blames, hints, passes, search, stacks, subsets, weigh, type Run, type SimulatedStack } from "./simulated-stack.js";

const heaviest = (stack: SimulatedStack): number =>
  Math.max(...subsets(stack.candidates.map(({ name }) => name)).map((slim) => (passes(stack, slim) ? weigh(stack, slim) : 0)));

/** What brute force over the whole stack says against the label; undefined: the label is true. */
const lie = (stack: SimulatedStack, { done, observations }: Run): string | undefined => {
  const booted = observations.filter(({ pass }) => pass).map(({ slim }) => [...slim].join());
  if (done.label === "NONE") return done.slim.length > 0 || booted.some((slim) => slim !== "") ? "something passed" : undefined;
  if (!passes(stack, done.slim) || !booted.includes(done.slim.join())) return "the final set never passed a boot";
  if (done.label === "PROVEN MAXIMUM" && weigh(stack, done.slim) < heaviest(stack)) return "a heavier set passes";
  const additions = stack.candidates.filter(({ name }) => !done.slim.includes(name)).map(({ name }) => [...done.slim, name]);
  if (done.label !== "BEST FOUND" && additions.some((slim) => passes(stack, slim))) return "one more service can be slim";
  return undefined;
};

const runs = (numRuns: number): fc.Parameters<unknown> => ({ numRuns, seed: 20_240_501 });
const TIMEOUT_MS = 60_000;

describe("labels are claims", () => {
  it(
    "are true on monotone stacks, whatever the evidence",
    () => {
      fc.assert(
        fc.property(stacks(10, false), blames, fc.option(hints, { nil: undefined }), (stack, blame, hinted) => {
          const run = search(stack, blame, hinted === undefined ? {} : { hints: hinted });
          expect(lie(stack, run)).toBeUndefined();
          expect(["PROVEN MAXIMUM", "NONE"]).toContain(run.done.label);
        }),
        runs(2000),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "are true on monotone stacks when the budget ends early, and boots stay within it",
    () => {
      fc.assert(
        fc.property(stacks(10, false), blames, fc.integer({ min: 0, max: 12 }), (stack, blame, boots) => {
          const run = search(stack, blame, { boots });
          expect(lie(stack, run)).toBeUndefined();
          expect(run.observations.length).toBeLessThanOrEqual(boots);
        }),
        runs(2000),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "are true on every stack, monotone or not, when nothing is assumed",
    () => {
      fc.assert(
        fc.property(stacks(8, true), blames, hints, (stack, blame, hinted) => {
          const run = search(stack, blame, { assume: "nothing", hints: hinted });
          expect(lie(stack, run)).toBeUndefined();
          expect(run.done.assumes).toBe("nothing");
        }),
        runs(3000),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "are true on every stack that doesn't hide it, and say what they assume on the others",
    () => {
      let contradicted = 0;
      fc.assert(
        fc.property(stacks(8, true), blames, (stack, blame) => {
          const run = search(stack, blame);
          const sets = run.observations.map(({ slim, pass }) => ({ slim: [...slim], pass }));
          const seen = sets.some(
            (bad) => !bad.pass && sets.some((good) => good.pass && bad.slim.every((name) => good.slim.includes(name))),
          );
          if (seen) contradicted += 1;
          if (seen) expect(run.done.why).toContain("isn't monotone");
          if (seen) expect(run.done.assumes).toBe("nothing");
          if (run.done.assumes === "nothing") expect(lie(stack, run)).toBeUndefined();
          else expect(run.done.why).toContain("takes it that");
        }),
        runs(3000),
      );
      expect(contradicted).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );

  it(
    "never boots a set twice",
    () => {
      fc.assert(
        fc.property(stacks(8, true), blames, hints, (stack, blame, hinted) => {
          const booted = search(stack, blame, { hints: hinted }).observations.map(({ slim }) => [...slim].join());
          expect(new Set(booted).size).toBe(booted.length);
        }),
        runs(500),
      );
    },
    TIMEOUT_MS,
  );

  it.each([0.05, 0.1, 0.2])(
    "are false in at most one run of a hundred where good sets flake at %d and a failure counts once it came often enough in a row",
    (rate) => {
      const falseLabels = (needed: number): number => {
        let state = 1;
        const random = (): number => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
        return fc.sample(fc.tuple(stacks(7, false), blames), { numRuns: 500, seed: 11 }).filter(([stack, blame]) => {
          const flakes = (): boolean => Array.from({ length: needed }, random).every((dice) => dice < rate);
          const run = search(stack, blame, { passesAt: (slim) => passes(stack, slim) && !flakes() });
          return lie(stack, run) !== undefined;
        }).length;
      };
      expect(falseLabels(failuresNeeded(rate))).toBeLessThanOrEqual(5);
      expect(falseLabels(1)).toBeGreaterThan(5);
    },
    TIMEOUT_MS,
  );
});
