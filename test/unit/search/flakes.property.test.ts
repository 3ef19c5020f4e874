import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flakeVerdict, rateOf } from "../../../src/search/index.js";
import { lie } from "./brute-force.js";
import { blames } from "./evidence.js";
import { randomFrom } from "./random.js";
import { search } from "./run-search.js";
import { passes, stacks, type SimulatedStack } from "./simulated-stack.js";

/** A check that fails by chance at `trueRate`, of which no more is known than its runs on the original show. */
type Check = { readonly trueRate: number; readonly runsOnOriginal: number };
const checks: fc.Arbitrary<readonly Check[]> = fc.array(
  fc.record({ trueRate: fc.integer({ min: 1, max: 20 }).map((percent) => percent / 100), runsOnOriginal: fc.integer({ min: 1, max: 30 }) }),
  { minLength: 1, maxLength: 3 },
);

/** A check that failed whenever it ran says nothing, so it runs on until it passed once. */
const measure = ({ trueRate, runsOnOriginal }: Check, random: () => number): number => {
  let [failures, runs] = [0, 0];
  while (runs < runsOnOriginal || failures === runs) {
    runs += 1;
    if (random() < trueRate) failures += 1;
  }
  return rateOf({ failures, runs });
};

const RUNS_A_BOOT = 2;

/**
 * The verdict of a boot of `slim`: the first check also finds faults, the others only flake. A check runs on while its verdict is open, twice a
 * boot; when it still is, the boot is inconclusive. `once`: what is done without any of it, every failure condemns.
 */
const flakyVerdicts = (stack: SimulatedStack, some: readonly Check[], random: () => number, once: boolean) => {
  const rates = some.map((check) => measure(check, random));
  const seen = new Map<string, { failures: number; runs: number }>();
  return (slim: readonly string[]): boolean | undefined => {
    const works = passes(stack, slim);
    const verdicts = some.map(({ trueRate }, at) => {
      const key = `${String(at)} ${slim.join()}`;
      const ran = seen.get(key) ?? { failures: 0, runs: 0 };
      seen.set(key, ran);
      const judged = (): ReturnType<typeof flakeVerdict> =>
        flakeVerdict({ ...ran, rate: once ? 0 : (rates[at] ?? 1), decisions: 14 * some.length });
      for (let run = 0; run < RUNS_A_BOOT && (run === 0 || judged() === "again"); run += 1) {
        ran.runs += 1;
        if ((at === 0 && !works) || random() < trueRate) ran.failures += 1;
      }
      return judged();
    });
    expect(verdicts).not.toContain("undecidable");
    if (verdicts.includes("condemned")) return false;
    return verdicts.includes("again") ? undefined : true;
  };
};

describe("hidden flakes: checks that fail at 1 to 20 % by chance, their rate measured in 1 to 30 runs of the original", () => {
  type Tally = { readonly condemned: number; readonly lies: readonly string[]; readonly stacks: number };
  const tally = (cured: boolean, numRuns: number, once: boolean): Tally => {
    const cases = fc.sample(fc.tuple(stacks(12, cured), blames, checks, fc.integer({ min: 1, max: 3 })), { numRuns, seed: 20_240_503 });
    const random = randomFrom(1);
    let condemned = 0;
    const lies: string[] = [];
    for (const [stack, blame, some, atATime] of cases) {
      const run = search(stack, blame, { atATime, passesAt: flakyVerdicts(stack, some, random, once) });
      const judged = run.observations.filter(({ inconclusive }) => inconclusive !== true);
      expect(judged.filter(({ slim, pass }) => pass && !passes(stack, [...slim]))).toEqual([]);
      if (judged.some(({ slim, pass }) => !pass && passes(stack, [...slim]))) condemned += 1;
      const found = lie(stack, run);
      if (found !== undefined) lies.push(found);
    }
    return { condemned, lies, stacks: cases.length };
  };

  // The bound asserted is that of failures-needed.ts, fewer than 1 run in 100 in which any good set is condemned. It holds for any seed; that
  // no label at all is false is what it comes to with this one.
  it.each([
    ["monotone stacks", false],
    ["stacks with cures", true],
  ] as const)(
    "on %s of up to 12 services, good sets are condemned in fewer than one run of a hundred, and no label is false",
    (_, cured) => {
      const { condemned, lies, stacks: count } = tally(cured, 1500, false);
      expect(condemned).toBeLessThan(0.01 * count);
      expect(lies).toEqual([]);
    },
    120_000,
  );

  it("would be condemned, and labels false, if one failure were enough", () => {
    const { condemned, lies, stacks: count } = tally(false, 300, true);
    expect(condemned).toBeGreaterThan(0.1 * count);
    expect(lies.length).toBeGreaterThan(0.01 * count);
  });
});
