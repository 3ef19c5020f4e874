import { expect, test } from "vitest";
import type { Progress } from "../../../src/model/events.js";
import { progressText } from "../../../src/ui/progress-text.js";

test.each<[text: string, progress: Progress, since: number]>([
  ["", {}, 0],
  ["boot 2 of at most 40, at least 34 s left", { boots: { now: 2, most: 40 }, atLeast: 34 }, 0],
  ["boot 2 of at most 40, at least 4 s left", { boots: { now: 2, most: 40 }, atLeast: 34 }, 30.2],
  ["boot 2 of at most 40", { boots: { now: 2, most: 40 }, atLeast: 34 }, 34],
  ["0.00 of 6.38 GB", { bytes: { done: 0, of: 6_380_000_000 } }, 3],
  ["3.19 of 6.38 GB, at least 1 min 05 s left", { bytes: { done: 3_190_000_000, of: 6_380_000_000 }, atLeast: 65 }, 0],
  ["boot 1 of at most 3, the last run took 2 min 20 s in all", { boots: { now: 1, most: 3 }, lastRun: 140 }, 9],
])("%j", (text, progress, since) => {
  expect(progressText(progress, since)).toBe(text);
});
