import { describe, expect, test } from "vitest";
import type { CheckTries, CheckVerdict } from "../../../src/model/trial.js";
import { CheckDoubts } from "../../../src/trial/check-doubts.js";
import type { Judged } from "../../../src/trial/judge.js";

/** Condemned after three failures in a row, wherever the original ever passed. */
const flakes = {
  verdict: ({ runs, failures }: CheckTries, original: CheckTries) =>
    failures < runs
      ? failures > 0
        ? "flaky"
        : "passed"
      : original.runs === original.failures
        ? "undecidable"
        : failures < 3
          ? "again"
          : "condemned",
  needed: (original: CheckTries) => (original.runs === original.failures ? Infinity : 3),
} as const;

const verdict = (name: string, runs: number, failures: number): CheckVerdict => ({
  ...{ name, use: "held-out", pass: failures < runs, services: [], ms: 1, tries: { runs, failures } },
  ...(failures < runs ? {} : { error: `${name} failed` }),
});
const judged = (checks: readonly CheckVerdict[], culprits: readonly string[] = []): Judged => ({
  trial: {
    ...{ boot: 2, purpose: "all-slim", combination: {}, services: [], checks, why: "" },
    pass: checks.every(({ pass }) => pass),
    seconds: { boot: 0, probes: 0, checks: 0, teardown: 0 },
  },
  blame: { culprits, suspects: [], acquitted: [] },
});
const doubts = (...originals: (readonly CheckVerdict[])[]): CheckDoubts => {
  const made = new CheckDoubts(flakes);
  for (const checks of originals) made.add({ checks });
  return made;
};

describe("whether the original has to tell", () => {
  const failed = verdict("page", 3, 3);
  test.each<[string, CheckDoubts, Judged, boolean]>([
    ["of a check that never ran there", doubts(), judged([failed]), true],
    ["of one that failed too few times", doubts([verdict("page", 1, 0)]), judged([verdict("page", 2, 2)]), true],
    ["not of one that failed often enough", doubts([verdict("page", 1, 0)]), judged([failed]), false],
    ["not where a service is to blame", doubts(), judged([failed], ["web"]), false],
    ["not of one that is broken there", doubts([failed]), judged([failed]), false],
  ])("%s", (_, made, trial, needed) => {
    expect(made.needsOriginal(trial)).toBe(needed);
  });

  test("once: what was measured there is not measured again", () => {
    const made = doubts();
    made.add({ checks: [] }, ["page"]);
    expect(made.needsOriginal(judged([failed]))).toBe(false);
  });
});

test("failures add up over the boots of one combination until they condemn", () => {
  const made = doubts([verdict("page", 20, 2)]);
  const short = verdict("page", 2, 2);
  expect(made.mayBeChance(judged([short]), [])).toBe(true);
  expect(made.mayBeChance(judged([short]), [{ checks: [short] }])).toBe(false);
  expect(made.mayBeChance(judged([short]), [{ checks: [verdict("page", 2, 1)] }])).toBe(true);
  expect(made.mayBeChance(judged([short], ["web"]), [])).toBe(false);
});

test("a check that fails on the original is broken, with how, and counts no more", () => {
  const made = doubts([verdict("page", 3, 3), verdict("other", 1, 0)]);
  expect([...made.broken()]).toEqual([["page", "page failed"]]);
  expect(made.failing({ checks: [verdict("page", 2, 2), verdict("other", 2, 2)] }).map(({ name }) => name)).toEqual(["other"]);
  expect(made.failuresNeeded("other")).toBe(3);
  expect(made.failuresNeeded("unknown")).toBe(1);
});

describe("a check that finds its own requests", () => {
  const crawl = (...failed: readonly string[]): CheckVerdict => ({ ...verdict("crawl", 1, 1), failed });
  const made = doubts([crawl("/lost.png", "/old.css")]);
  test.each<[string, CheckVerdict, boolean]>([
    ["nothing but what failed on the original", crawl("/lost.png"), true],
    ["something besides", crawl("/lost.png", "/logo.png"), false],
    ["another way than by what it asked for", verdict("crawl", 1, 1), false],
  ])("that fails by %s", (_, check, excused) => {
    expect(made.excuses(check)).toBe(excused);
    expect(made.failing({ checks: [check] })).toHaveLength(excused ? 0 : 1);
  });
  test("that fails on the original otherwise is left out as a whole", () => {
    expect(doubts([verdict("crawl", 1, 1)]).excuses(crawl("/logo.png"))).toBe(true);
  });
});
