import { describe, expect, it } from "vitest";
import { MOST_PENDING, nextStep, type Observation, type SearchState, type SearchStep } from "../../../src/search/index.js";
import { failed, passed, weights } from "./states.js";

const candidates = weights({ a: 8, b: 7, c: 6, d: 5, e: 4, f: 3, g: 2, h: 1 });
const step = (observations: readonly Observation[], pending: readonly string[], more: Partial<SearchState> = {}): SearchStep =>
  nextStep({ candidates, observations, pending: pending.map((slim) => [...slim]), budget: { bootsLeft: 20 }, ...more });

/** Sets that may be booted side by side, without a verdict between them; the last word is why no further one is. */
const besides = (observations: readonly Observation[], more: Partial<SearchState> = {}): readonly string[] => {
  const pending: string[] = [];
  for (;;) {
    const next = step(observations, pending, more);
    if (next.kind !== "boot") return [...pending, next.kind];
    pending.push(next.slim.join(""));
  }
};

describe("beside pending boots", () => {
  it("nothing goes while all slim is pending", () => {
    expect(besides([])).toEqual(["abcdefgh", "wait"]);
    expect(step([], ["abcdefgh"])).toEqual({ kind: "wait", why: "what comes next depends on the boot of slim a, b, c, d, e, f, g, h" });
  });

  it.each([
    ["of a failing set", [failed("abcdefgh")]],
    ["of untested services", [failed("abcdefgh"), failed("a"), failed("b"), failed("c")]],
  ])("go disjoint groups when nobody is blamed: %s", (_, seen) => {
    const groups = besides(seen).slice(0, -1);
    expect(groups.length).toBeGreaterThan(1);
    expect(new Set(groups.join("")).size).toBe(groups.join("").length);
  });

  it("go the blamed, each alone, while the boot without them is pending", () => {
    expect(besides([failed("abcdefgh", "c", "f")])).toEqual(["abdegh", "c", "f", "wait"]);
  });

  it("go other single additions to the best", () => {
    const seen = [failed("abcdefgh", "c", "f"), passed("abdegh")];
    expect(besides(seen).slice(0, 2)).toEqual(["abcdegh", "abdefgh"]);
  });

  it("go no sets that hold a pending one or are part of it", () => {
    const seen = [failed("abcdefgh", "c", "f"), passed("abdegh")];
    expect(step(seen, ["abcdegh", "abdefgh", "cf"])).toMatchObject({ kind: "wait" });
  });

  it("goes nothing that a verdict might make needless: a pass of all but the lightest would be the maximum", () => {
    expect(besides([failed("abcdefgh", "h")])).toEqual(["abcdefg", "wait"]);
  });

  it("go no more than may be pending at a time", () => {
    const singles = [..."abcdef"].slice(0, MOST_PENDING);
    expect(step([failed("abcdefgh")], singles)).toMatchObject({ kind: "boot" });
    expect(step([failed("abcdefgh")], [..."abcdef"].slice(0, MOST_PENDING + 1))).toMatchObject({ kind: "wait" });
  });

  it("counts no boot with a service that is no candidate any more", () => {
    expect(step([], ["abx"])).toMatchObject({ kind: "boot", why: "all slim" });
  });
});

describe("the budget beside pending boots", () => {
  const seen = [failed("abcdefgh", "c", "f"), passed("abdegh")];

  it("is what is left beyond them, and its last boot waits for their verdicts", () => {
    expect(step(seen, ["abcdegh"], { budget: { bootsLeft: 2 } })).toMatchObject({ kind: "boot", slim: [..."abdefgh"] });
    expect(step(seen, ["abcdegh"], { budget: { bootsLeft: 1 } })).toMatchObject({ kind: "wait" });
    expect(step([...seen, failed("abcdegh")], [], { budget: { bootsLeft: 1 } })).toMatchObject({ kind: "boot" });
  });

  it.each([{ bootsLeft: 0 }, { bootsLeft: 5, minutes: "over" }] as const)(
    "when spent, waits for what may change the outcome: %j",
    (budget) => {
      expect(step(seen, ["abcdegh"], { budget })).toMatchObject({ kind: "wait" });
      expect(step(seen, ["c"], { budget })).toMatchObject({ kind: "done", slim: [..."abdegh"], label: "BEST FOUND" });
      expect(step([], ["abcdefgh"], { budget })).toMatchObject({ kind: "wait" });
    },
  );
});

describe("the outcome beside pending boots", () => {
  it("waits for a boot that would contradict the proof, and not for one that can't", () => {
    const proven = [failed("abcdefgh", "c"), passed("abdefgh"), failed("c")];
    expect(step(proven, [])).toMatchObject({ kind: "done", label: "PROVEN MAXIMUM" });
    expect(step(proven, ["ch"])).toMatchObject({ kind: "wait" });
    expect(step(proven, ["ab"])).toMatchObject({ kind: "wait" });
    expect(step([passed("abcdefgh")], ["ab"])).toMatchObject({ kind: "done", label: "PROVEN MAXIMUM", assumes: "nothing" });
  });
});
