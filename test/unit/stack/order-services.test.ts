import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Edge } from "../../../src/model/stack.js";
import { orderServices } from "../../../src/stack/order-services.js";

const edges = (...pairs: readonly string[]): readonly Edge[] =>
  pairs.map((pair) => ({ from: pair[0] ?? "", to: pair[1] ?? "", origin: "environment", detail: "X" }));

describe("orderServices", () => {
  it.each([
    ["nothing needs anything", "cba", [], [["c", "b", "a"]], []],
    ["a chain", "abc", ["ab", "bc"], [["c"], ["b"], ["a"]], []],
    ["a diamond", "abcd", ["ab", "ac", "bd", "cd"], [["d"], ["b", "c"], ["a"]], []],
    ["the longest way counts", "abc", ["ab", "ac", "bc"], [["c"], ["b"], ["a"]], []],
    ["a cycle is one level", "abcd", ["ab", "bc", "cb", "cd"], [["d"], ["b", "c"], ["a"]], [["b", "c"]]],
    [
      "two cycles",
      "abcd",
      ["ab", "ba", "bc", "cd", "dc"],
      [
        ["c", "d"],
        ["a", "b"],
      ],
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["everything in a circle", "abc", ["ab", "bc", "ca"], [["a", "b", "c"]], [["a", "b", "c"]]],
    ["itself and strangers don't count", "a", ["aa", "ax", "xa"], [["a"]], []],
  ])("%s", (_, names, pairs, levels, cycles) => {
    expect(orderServices([...names], edges(...pairs))).toEqual({ levels, cycles });
  });

  it("puts every service once, and after what it needs unless they are in a cycle", () => {
    const names = [..."abcdefg"];
    const pair = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).map(([from, to]) => from + to);
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 20 }), (pairs) => {
        const { levels, cycles } = orderServices(names, edges(...pairs));
        expect(levels.flat().sort()).toEqual(names);
        const level = (name: string): number => levels.findIndex((members) => members.includes(name));
        const together = (a: string, b: string): boolean => cycles.some((cycle) => cycle.includes(a) && cycle.includes(b));
        for (const [from = "", to = ""] of pairs) {
          if (from === to) continue;
          if (together(from, to)) expect(level(from)).toBe(level(to));
          else expect(level(from)).toBeGreaterThan(level(to));
        }
      }),
    );
  });
});
