import { describe, expect, it } from "vitest";
import { nextStep, type Observation, type SearchState, type SearchStep } from "../../../src/search/index.js";
import { allNamed, noneNamed, type Blame } from "./evidence.js";
import { search, type Run } from "./run-search.js";
import type { Fault, SimulatedStack } from "./simulated-stack.js";
import { failed, passed, weights } from "./states.js";

const stack = (record: Readonly<Record<string, number>>, ...conflicts: string[]): SimulatedStack => ({
  candidates: weights(record),
  faults: conflicts.map((conflict) => ({ conflict: [...conflict], cures: [] })),
});
const boots = (observations: readonly Observation[]): readonly string[] =>
  observations.map(({ slim, pass }) => `${[...slim].join("")} ${pass ? "+" : "-"}`);
const step = (observations: readonly Observation[], more: Partial<Omit<SearchState, "pending">> = {}): SearchStep =>
  nextStep({ candidates: weights({ a: 3, b: 2, c: 1 }), observations, budget: { bootsLeft: 20 }, ...more });

describe("the order of boots", () => {
  it("is one boot when all slim passes", () => {
    const run = search(stack({ a: 3, b: 2 }), noneNamed);
    expect(boots(run.observations)).toEqual(["ab +"]);
    expect(run.done).toMatchObject({ slim: ["a", "b"], label: "PROVEN MAXIMUM", assumes: "nothing" });
  });

  it("takes out all blamed at once, then tries each on top, then each alone", () => {
    const run = search(stack({ a: 5, b: 4, c: 3, d: 2, e: 1 }, "b", "d"), allNamed);
    expect(boots(run.observations)).toEqual(["abcde -", "ace +", "abce -", "acde -", "b -", "d -"]);
    expect(run.done).toMatchObject({ slim: ["a", "c", "e"], label: "PROVEN MAXIMUM", assumes: "monotone" });
    expect(run.done.why).toContain("b alone fails, d alone fails");
  });

  it("keeps the heavier one of a pair that only fails together", () => {
    const run = search(stack({ a: 5, b: 2, c: 4, d: 3 }, "bc"), allNamed);
    expect(boots(run.observations).slice(0, 3)).toEqual(["abcd -", "ad +", "acd +"]);
    expect(run.done).toMatchObject({ slim: ["a", "c", "d"], label: "PROVEN MAXIMUM" });
  });

  it("leaves out two light services rather than the heavy one they both conflict with", () => {
    const run = search(stack({ a: 9, b: 2, c: 3, d: 1 }, "ab", "ac"), noneNamed);
    expect(run.done).toMatchObject({ slim: ["a", "d"], label: "PROVEN MAXIMUM" });
  });

  it("survives evidence that blames everyone and evidence that blames the innocent", () => {
    for (const culprits of [["a", "b", "c"], ["a"], ["nobody"]]) {
      const run = search(stack({ a: 3, b: 2, c: 1 }, "b"), () => culprits);
      expect(run.done).toMatchObject({ slim: ["a", "c"], label: "PROVEN MAXIMUM" });
    }
  });

  describe("in the planted stack, where evidence also blames the innocent judge", () => {
    const weights = { web: 90, api: 120, judge: 60, left: 61, right: 121, strict: 62, crash: 63 };
    const candidates = Object.entries(weights).map(([name, weight]) => ({ name, weight }));
    const faults = [["strict"], ["crash"], ["left", "right"]].map((conflict) => ({ conflict, cures: [] }));
    const blamed = (slim: readonly string[], conflict: readonly string[]): readonly string[] =>
      (conflict.length === 1 ? conflict : ["judge"]).filter((name) => slim.includes(name));
    const blame: Blame = (slim, broken) => broken.flatMap(({ conflict }) => blamed(slim, conflict));
    const expectLargest = ({ done }: Run): void => {
      expect(done).toMatchObject({ slim: ["web", "api", "judge", "right"], label: "PROVEN MAXIMUM", assumes: "monotone" });
      expect(done.why).toContain("left, right fail together");
    };

    it("finds the way out", () => {
      const run = search({ candidates, faults }, blame);
      expectLargest(run);
      expect(run.observations).toHaveLength(14);
    });

    it("needs five boots less when the evidence points at whom the judge needs, and acquits it once it fails as an original", () => {
      const isConflict = (broken: readonly Fault[]): boolean => broken.some(({ conflict }) => conflict.length === 2);
      const run = search({ candidates, faults }, blame, {
        hints: (_slim, broken) => (isConflict(broken) ? { suspects: ["left", "right"], acquitted: ["judge"] } : {}),
      });
      expectLargest(run);
      expect(run.observations).toHaveLength(9);
      expect(run.observations[2]).toMatchObject({ slim: ["web", "api", "judge"], pass: true });
    });
  });

  it("leaves out whom the evidence points at only after whom it blames", () => {
    const hinted = { ...failed("abc", "a"), suspects: ["b"] };
    expect(step([hinted])).toMatchObject({ kind: "boot", slim: ["b", "c"] });
    expect(step([hinted, failed("bc")])).toMatchObject({ kind: "boot", slim: ["c"] });
    expect(step([hinted, { ...failed("bc"), acquitted: ["a"] }])).toMatchObject({ kind: "boot", slim: ["a", "c"] });
  });

  it("counts services of weight 0 where the weight is equal", () => {
    expect(search(stack({ a: 0, b: 1, c: 0 }, "b"), allNamed).done).toMatchObject({ slim: ["a", "c"], label: "PROVEN MAXIMUM" });
  });
});

describe("services of equal weight", () => {
  const alike = (weight: number) => ({ a: weight, b: weight, c: weight, d: weight });

  it.each([0, 1, 5e9])("%d each: as many as possible are slim", (weight) => {
    const hub = search(stack(alike(weight), "ab", "ac", "ad"), noneNamed);
    expect(hub.done).toMatchObject({ slim: ["b", "c", "d"], label: "PROVEN MAXIMUM" });
    const pairs = search(stack(alike(weight), "ab", "cd"), allNamed);
    expect(pairs.done.slim).toHaveLength(2);
    expect(pairs.done.label).toBe("PROVEN MAXIMUM");
  });

  it("are told apart by their order, whatever the order of the verdicts", () => {
    const seen = [failed("abc"), passed("ac"), passed("ab"), failed("bc")];
    const one = { a: 1, b: 1, c: 1 };
    for (const observations of [seen, [...seen].reverse()]) {
      expect(step(observations, { candidates: weights(one) })).toMatchObject({ kind: "done", slim: ["a", "b"], label: "PROVEN MAXIMUM" });
    }
  });
});

describe("the end", () => {
  it("is NONE with the original kept when nothing works slim", () => {
    const run = search(stack({ a: 1, b: 2 }, "a", "b"), allNamed);
    expect(run.done).toMatchObject({ slim: [], label: "NONE" });
    expect(run.done.why).toContain("a alone fails");
  });

  it("is NONE without a boot when there is nothing to slim, or the original fails", () => {
    expect(nextStep({ candidates: [], observations: [], budget: { bootsLeft: 5 } })).toMatchObject({ kind: "done", label: "NONE" });
    expect(step([failed("")])).toMatchObject({
      kind: "done",
      label: "NONE",
      why: expect.stringContaining("original stack itself fails") as string,
    });
  });

  it("is BEST FOUND when the budget ends first, and MAXIMAL once every addition was booted and failed", () => {
    const seen = [failed("abc", "a", "b"), passed("c")];
    expect(step(seen, { budget: { bootsLeft: 0 } })).toMatchObject({ slim: ["c"], label: "BEST FOUND" });
    const tried = [...seen, failed("ac"), failed("bc")];
    expect(step(tried, { budget: { bootsLeft: 0 } })).toMatchObject({ slim: ["c"], label: "MAXIMAL", assumes: "nothing" });
  });

  it.each([
    [{ bootsLeft: 0 }, "The budget of boots ended first"],
    [{ bootsLeft: 0, minutes: "left" }, "The budget of boots ended first"],
    [{ bootsLeft: 9, minutes: "over" }, "The budget of minutes ended first"],
    [{ bootsLeft: 0, minutes: "over" }, "The budget of boots and minutes ended first"],
  ] as const)("says which budget ended it: %j", (budget, why) => {
    const end = step([failed("abc", "a", "b"), passed("c")], { budget });
    expect(end).toMatchObject({ slim: ["c"], label: "BEST FOUND", why: expect.stringContaining(why) as string });
    const none = step([failed("abc")], { budget });
    expect(none).toMatchObject({ slim: [], label: "NONE", why: expect.stringContaining(why.slice(0, -" first".length)) as string });
  });

  it("is no weaker for a spent budget when boots have settled it before", () => {
    const over = { budget: { bootsLeft: 9, minutes: "over" } } as const;
    expect(step([passed("abc")], over)).toMatchObject({
      slim: ["a", "b", "c"],
      label: "PROVEN MAXIMUM",
      why: "Every service is slim and the stack passes.",
    });
    expect(step([failed("abc"), passed("c"), failed("ac"), failed("bc")], over)).toMatchObject({ slim: ["c"], label: "MAXIMAL" });
  });

  it("spends the last boot on everything that passed somewhere", () => {
    const seen = [failed("abc"), passed("a"), passed("b"), failed("c")];
    expect(step(seen, { budget: { bootsLeft: 1 } })).toMatchObject({ kind: "boot", slim: ["a", "b"] });
  });
});

describe("observations that don't count", () => {
  it("are inconclusive ones", () => {
    expect(step([{ ...failed("abc", "a"), inconclusive: true }])).toMatchObject({ kind: "boot", slim: ["a", "b", "c"], why: "all slim" });
  });

  it("are those of a slim image that has been repaired since; those without it stay", () => {
    const revisions = { a: "1", b: "1", c: "1" };
    const seen = [
      { ...failed("abc", "a"), revisions },
      { ...passed("bc"), revisions },
    ];
    expect(step(seen, { revisions })).toMatchObject({ kind: "boot", slim: ["a"] });
    expect(step(seen, { revisions: { ...revisions, a: "2" } })).toMatchObject({ kind: "boot", slim: ["a", "b", "c"] });
    expect(step(seen, { revisions: { ...revisions, a: "2" }, budget: { bootsLeft: 0 } })).toMatchObject({
      slim: ["b", "c"],
      label: "BEST FOUND",
    });
    expect(step(seen, { revisions: { ...revisions, b: "2" }, budget: { bootsLeft: 0 } })).toMatchObject({ slim: [], label: "NONE" });
  });

  it("keep their evidence against services whose image is still the same", () => {
    const revisions = { a: "1", b: "1", c: "1" };
    const seen = [{ ...failed("abc", "a", "b"), revisions }];
    expect(step(seen, { revisions: { ...revisions, a: "2" } })).toMatchObject({ kind: "boot", slim: ["a", "c"] });
    expect(step(seen, { revisions: { ...revisions, a: "2", b: "2" } })).toMatchObject({ kind: "boot", slim: ["a", "b", "c"] });
  });

  it("are those with a service that is no candidate any more", () => {
    expect(step([passed("abx")])).toMatchObject({ kind: "boot", slim: ["a", "b", "c"] });
  });

  it("are those seen after a swap in a running trial, whether it passed or failed", () => {
    const swapped = { swapped: true } as const;
    expect(step([{ ...passed("abc"), ...swapped }])).toMatchObject({ kind: "boot", slim: ["a", "b", "c"] });
    expect(step([{ ...failed("abc"), ...swapped }])).toMatchObject({ kind: "boot", slim: ["a", "b", "c"] });
    const seen = [failed("abc"), passed("c"), { ...passed("ab"), ...swapped }, { ...failed("c"), ...swapped }];
    const spent = { budget: { bootsLeft: 0 } };
    expect(step(seen, spent)).toMatchObject({ slim: ["c"], label: "BEST FOUND" });
    expect(step([...seen, failed("ac"), failed("bc")], spent)).toMatchObject({ slim: ["c"], label: "MAXIMAL" });
    expect(step([...seen, failed("ac"), { ...failed("bc"), ...swapped }], spent)).toMatchObject({ slim: ["c"], label: "BEST FOUND" });
    expect(step([{ ...failed(""), ...swapped }])).toMatchObject({ kind: "boot", slim: ["a", "b", "c"] });
  });

  it("hint all the same after a swap, each as long as its image is the same", () => {
    const revisions = { a: "1", b: "1", c: "1" };
    const swapped = { ...passed("bc"), culprits: ["a"], suspects: ["b"], revisions, swapped: true };
    const seen = [failed("abc"), swapped];
    expect(step(seen, { revisions })).toMatchObject({ kind: "boot", slim: ["b", "c"] });
    expect(step([...seen, failed("bc")], { revisions })).toMatchObject({ kind: "boot", slim: ["c"] });
    expect(step(seen, { revisions: { ...revisions, a: "2" } })).toMatchObject({ kind: "boot", slim: ["a", "c"] });
    const blamed = [{ ...failed("abc", "a", "c"), revisions }];
    expect(step(blamed, { revisions })).toMatchObject({ kind: "boot", slim: ["b"] });
    expect(step([...blamed, { ...failed("bc"), acquitted: ["a"], swapped: true }], { revisions })).toMatchObject({ slim: ["a", "b"] });
  });

  it("are two of the same set that disagree, and the reason says so", () => {
    const end = step([failed("abc", "a"), passed("abc"), passed("bc")], { budget: { bootsLeft: 0 } });
    expect(end).toMatchObject({ slim: ["b", "c"], label: "BEST FOUND" });
    expect(end.why).toContain("Both passed and failed, so counted as neither: slim a, b, c");
  });
});

it("switches inference off and says so once a failing set passes with more slim", () => {
  const seen = [failed("abc"), failed("a"), passed("ab")];
  expect(step(seen)).toMatchObject({ kind: "done", slim: ["a", "b"], label: "PROVEN MAXIMUM", assumes: "nothing" });
  const lighter = [failed("abc"), failed("c"), passed("bc"), failed("b")];
  const next = step(lighter, { budget: { bootsLeft: 0 } });
  expect(next).toMatchObject({ slim: ["b", "c"], label: "MAXIMAL", assumes: "nothing" });
  expect(next.why).toContain("slim c failed and slim b, c passed");
});
