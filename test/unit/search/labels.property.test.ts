import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bruteForce, lie } from "./brute-force.js";
import { blames, hints, swapLies } from "./evidence.js";
import { search } from "./run-search.js";
import { stacks } from "./simulated-stack.js";

const runs = (numRuns: number): fc.Parameters<unknown> => ({ numRuns, seed: 20_240_501 });
const TIMEOUT_MS = 120_000;
const MOST = 12;

describe("labels are claims", () => {
  it(
    "are true on monotone stacks, whatever the evidence, and none stronger is",
    () => {
      fc.assert(
        fc.property(stacks(MOST, false), blames, fc.option(hints, { nil: undefined }), (stack, blame, hinted) => {
          const run = search(stack, blame, hinted === undefined ? {} : { hints: hinted });
          expect(lie(stack, run)).toBeUndefined();
          expect(["PROVEN MAXIMUM", "NONE"]).toContain(run.done.label);
          const { all, passes: works } = bruteForce(stack);
          if (run.done.label === "NONE") expect(all.filter(works)).toEqual([0]);
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
        fc.property(stacks(MOST, false), blames, fc.integer({ min: 0, max: 12 }), (stack, blame, boots) => {
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
        fc.property(stacks(MOST, true), blames, hints, (stack, blame, hinted) => {
          const run = search(stack, blame, { assume: "nothing", hints: hinted });
          expect(lie(stack, run)).toBeUndefined();
          expect(run.done.assumes).toBe("nothing");
        }),
        runs(2000),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "are true on every stack, what they assume included, and say it",
    () => {
      let contradicted = 0;
      let assuming = 0;
      let broken = 0;
      fc.assert(
        fc.property(stacks(MOST, true), blames, (stack, blame) => {
          const run = search(stack, blame);
          const sets = run.observations.map(({ slim, pass }) => ({ slim: [...slim], pass }));
          const seen = sets.some(
            (bad) => !bad.pass && sets.some((good) => good.pass && bad.slim.every((name) => good.slim.includes(name))),
          );
          if (seen) contradicted += 1;
          if (seen) expect(run.done.why).toContain("isn't monotone");
          if (seen) expect(run.done.assumes).toBe("nothing");
          expect(lie(stack, run)).toBeUndefined();
          if (run.done.assumes === "nothing") return;
          assuming += 1;
          expect(run.done.why).toContain("takes it that");
          const { all, maskOf, isHeavier, passes: works } = bruteForce(stack);
          if (all.some((set) => isHeavier(set, maskOf(run.done.slim)) && works(set))) broken += 1;
        }),
        runs(3000),
      );
      expect(contradicted).toBeGreaterThan(100);
      // The assumption that is named does matter: some cures show in no boot.
      expect(broken).toBeGreaterThan(0);
      expect(broken / assuming).toBeLessThan(0.1);
    },
    TIMEOUT_MS,
  );

  it(
    "are true whatever is told of services swapped in a running trial, which only steers",
    () => {
      fc.assert(
        fc.property(stacks(MOST, false), blames, swapLies, fc.integer({ min: 0, max: 30 }), (stack, blame, swaps, boots) => {
          const run = search(stack, blame, { swaps });
          expect(lie(stack, run)).toBeUndefined();
          expect(["PROVEN MAXIMUM", "NONE"]).toContain(run.done.label);
          expect(lie(stack, search(stack, blame, { swaps, boots }))).toBeUndefined();
        }),
        runs(1000),
      );
      fc.assert(
        fc.property(stacks(8, true), blames, swapLies, (stack, blame, swaps) => {
          expect(lie(stack, search(stack, blame, { swaps }))).toBeUndefined();
          expect(lie(stack, search(stack, blame, { swaps, assume: "nothing" }))).toBeUndefined();
        }),
        runs(500),
      );
    },
    TIMEOUT_MS,
  );

  it("would be found out by brute force if they were false", () => {
    const falseRuns = fc.sample(fc.tuple(stacks(6, false), blames), { numRuns: 200, seed: 3 }).map(([stack, blame]) => {
      const run = search(stack, blame);
      return { stack, run: { ...run, done: { ...run.done, slim: run.done.slim.slice(1) } } };
    });
    const cut = falseRuns.filter(({ run }) => run.done.label === "PROVEN MAXIMUM");
    expect(cut.length).toBeGreaterThan(100);
    for (const { stack, run } of cut) expect(lie(stack, run)).toBeTypeOf("string");
  });
});
