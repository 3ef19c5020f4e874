import { expect, test } from "vitest";
import { reserveOf } from "../../../src/pipeline/disk-guard.js";

const GiB = 2 ** 30;

test.each([
  ["a large disk: no more than is needed", 500, 1000, 5],
  ["a small one: its twentieth", 10, 20, 1],
  ["nearly full from the start: half of what there was", 1, 1000, 0.5],
  ["full: nothing can be kept", 0, 1000, 0],
])("%s", (_what, free, all, reserve) => {
  expect(reserveOf({ freeBytes: free * GiB, bytes: all * GiB }) / GiB).toBeCloseTo(reserve);
});
