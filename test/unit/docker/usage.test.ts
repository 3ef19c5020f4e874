import { expect, test } from "vitest";
import { containerUsageOf, usageOf, type Counters } from "../../../src/docker/usage.js";

test.each<[string, Counters, number, number]>([
  ["cgroup v1", { memory_stats: { usage: 1000, stats: { total_inactive_file: 400, inactive_file: 1 } } }, 600, 0],
  [
    "cgroup v2",
    { memory_stats: { usage: 1000, stats: { inactive_file: 300 } }, cpu_stats: { cpu_usage: { total_usage: 2_500_000_000 } } },
    700,
    2.5,
  ],
  ["a container that ended", { memory_stats: {}, cpu_stats: { cpu_usage: { total_usage: 0 } } }, 0, 0],
  ["none at all", {}, 0, 0],
])("of %s", (_, counters, memoryBytes, cpuSeconds) => {
  expect(usageOf(counters)).toEqual({ memoryBytes, cpuSeconds });
});

test("of a container has its threads where the engine counts them", () => {
  expect(containerUsageOf({ pids_stats: { current: 7 } })).toEqual({ memoryBytes: 0, cpuSeconds: 0, threads: 7 });
  expect(containerUsageOf({ pids_stats: {} })).toEqual({ memoryBytes: 0, cpuSeconds: 0 });
});
