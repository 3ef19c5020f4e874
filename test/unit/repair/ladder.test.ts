import { describe, expect, test } from "vitest";
import { climb, untried, type LadderState } from "../../../src/repair/index.js";

/** The moves that rounds with these misses lead to, as `RUNG paths`. */
const moves = (...rounds: readonly (readonly string[])[]): readonly string[] => {
  let state: LadderState = untried;
  return rounds.map((missed) => {
    const next = climb(state, missed);
    state = next.state;
    return next.move.kind === "add" ? `${next.move.rung} ${next.move.paths.join()}` : next.move.kind;
  });
};

describe("the ladder", () => {
  test.each<[string, readonly (readonly string[])[], readonly string[]]>([
    ["adds what is missing, and only what is new", [["/a"], ["/a", "/b"]], ["exact path /a", "exact path /b"]],
    [
      "takes in more around each once something new is missed round by round",
      [["/a"], ["/b"], ["/c"], ["/d"], ["/e"], ["/f"], ["/g"]],
      [...["exact path /a", "exact path /b", "exact path /c", "ELF closure /d"], ...["owning package /e", "directory /f", "directory /g"]],
    ],
    [
      "takes in more around all of it when nothing new is missed and it fails all the same",
      [["/a"], ["/a"], [], [], [], []],
      ["exact path /a", "ELF closure /a", "owning package /a", "directory /a", "safe policy", "set back"],
    ],
    ["has but the safe policy where nothing was ever missed", [[], [], []], ["safe policy", "set back", "set back"]],
    ["goes back to what is missing when that is known at last", [[], ["/a"]], ["safe policy", "exact path /a"]],
  ])("%s", (_, rounds, expected) => {
    expect(moves(...rounds)).toEqual(expected);
  });

  test("ends, whatever is missed", () => {
    const endless = Array.from({ length: 20 }, (_, round) => [`/${String(round)}`]);
    expect(moves(...endless).at(-1)).toBe("set back");
    expect(climb(climb(untried, []).state, []).state.exhausted).toBe(true);
  });
});
