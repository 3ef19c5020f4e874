import { describe, expect, test } from "vitest";
import { nextBoots, type Next } from "../../../src/pipeline/next-boots.js";
import type { SearchState } from "../../../src/search/index.js";

const names = ["a", "b", "c", "d", "e", "f"];
const state = (given: Partial<SearchState> = {}): SearchState => ({
  candidates: names.map((name, index) => ({ name, weight: 10 + index })),
  observations: [],
  budget: { bootsLeft: 20 },
  ...given,
});
const sets = (next: Next): readonly string[] => (next.kind === "boots" ? next.boots.map(({ slim }) => slim.join("")) : [next.label]);

/** All slim failed and blames c and f; the rest passed. */
const observations: SearchState["observations"] = [
  { slim: names, pass: false, culprits: ["c", "f"] },
  { slim: ["a", "b", "d", "e"], pass: true, culprits: [] },
];

describe("what is booted at once", () => {
  test("all slim goes first, alone: what comes next depends on it", () => {
    expect(sets(nextBoots(state(), 4))).toEqual(["abcdef"]);
  });

  test("boots that are worth their time whatever the others show go side by side, as many as may", () => {
    const [one, two] = [1, 2].map((parallel) => sets(nextBoots(state({ observations }), parallel)));
    expect(one).toHaveLength(1);
    expect(two?.[0]).toBe(one?.[0]);
    expect(new Set(two).size).toBe(2);
  });

  test("never more than the budget has left", () => {
    expect(sets(nextBoots(state({ observations, budget: { bootsLeft: 1 } }), 4))).toHaveLength(1);
  });

  test("nothing once time is over, whatever boots are left", () => {
    expect(sets(nextBoots(state({ observations, budget: { bootsLeft: 20, minutes: "over" } }), 4))).toEqual(["BEST FOUND"]);
  });
});
