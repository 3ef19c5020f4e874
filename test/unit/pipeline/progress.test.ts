import { describe, expect, test } from "vitest";
import { bootProgress, lastRunSeconds, slimmingProgress } from "../../../src/pipeline/progress.js";

const seconds = (boot: number, checks = 0, teardown = 90): Parameters<typeof bootProgress>[2][number] => ({
  boot,
  probes: 1,
  checks,
  teardown,
});

describe("what is known to remain", () => {
  test.each<[what: string, chosen: number, made: number, elapsed: number, expected: object]>([
    ["nothing is measured yet", 0, 0, 9, { bytes: { done: 0, of: 100 } }],
    ["too little time to measure by", 20, 0, 0.3, { bytes: { done: 10, of: 100 } }],
    // 10 of 100 took 4 s; then a boot of 31 s until its verdict.
    ["a tenth", 20, 0, 4, { bytes: { done: 10, of: 100 }, atLeast: 36 + 31 }],
    ["all chosen", 100, 0, 10, { bytes: { done: 50, of: 100 }, atLeast: 10 + 31 }],
    ["all made", 100, 100, 20, { bytes: { done: 100, of: 100 }, atLeast: 31 }],
  ])("while slimming: %s", (_, chosen, made, elapsed, expected) => {
    expect(slimmingProgress({ chosen, made, of: 100, elapsed, profiled: seconds(20, 10) })).toEqual(expected);
  });

  test.each<[what: string, measured: Parameters<typeof bootProgress>[2], expected: object]>([
    ["nothing measured", [], {}],
    ["the profile alone", [seconds(20)], { atLeast: 21 }],
    ["boots of slim services, without the profile and without teardowns", [seconds(99), seconds(20), seconds(40)], { atLeast: 31 }],
  ])("at a boot: %s", (_, measured, expected) => {
    expect(bootProgress(4, 40, measured)).toEqual({ boots: { now: 4, most: 40 }, ...expected });
  });
});

test.each<[seconds: number | undefined, report: string | undefined]>([
  [62, JSON.stringify({ outcome: { seconds: { plan: 0.4, profile: 31.2, trials: 30.1 } } })],
  [undefined, undefined],
  [undefined, "{"],
  [undefined, "{}"],
  [undefined, JSON.stringify({ outcome: { seconds: { plan: 0.2 } } })],
  [7, JSON.stringify({ outcome: { seconds: { plan: "x", profile: 7, slim: -3 } } })],
])("the last run took %j s", (expected, report) => {
  expect(lastRunSeconds(report)).toBe(expected);
});
