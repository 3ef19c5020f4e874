import { expect, test } from "vitest";
import type { ContainerState } from "../../../src/model/ports.js";
import { engineFault } from "../../../src/trial/engine-fault.js";
import { neverReached, type Observation } from "../../../src/trial/observation.js";
import { readyWithin } from "../../../src/trial/ready-within.js";

const container = (error: string, startedAt: number): ContainerState => ({
  id: "1",
  name: "p-a-1",
  service: "a",
  image: "a",
  status: "created",
  health: "none",
  exitCode: 127,
  oomKilled: false,
  restarts: 0,
  error,
  startedAt,
  ports: {},
  addresses: [],
  healthOutput: "",
});
const seen = (startError: string | undefined, ...containers: ContainerState[]): Observation => ({
  service: "a",
  containers,
  restarts: 0,
  log: "",
  ...(startError === undefined ? {} : { startError }),
});

test.each<[string, Observation, string | undefined]>([
  [
    "an image that is gone",
    seen(" Container a Creating\nError response from daemon: no such image: a:slim"),
    "Error response from daemon: no such image: a:slim",
  ],
  ["a full disk", seen(undefined, container("mkdir /x: no space left on device", 0)), "mkdir /x: no space left on device"],
  [
    "a refusal that no container is the reason of",
    seen(" Container a Creating\nError response from daemon: spoiled"),
    "Error response from daemon: spoiled",
  ],
  ["an engine that hung up", seen('error during connect: Post "http://x": EOF'), 'error during connect: Post "http://x": EOF'],
  [
    "a refusal to start that the image is the reason of",
    seen("Error response from daemon: exec: /run.sh", container("exec: /run.sh", 0)),
    undefined,
  ],
  ["a dependency that fails", seen("dependency failed to start: container p-db-1 is unhealthy", container("", 0)), undefined],
  ["a program the image lacks", seen("exec failed", container('exec: "/run.sh": no such file or directory', 0)), undefined],
  ["a service that ends", seen(undefined, container("", 1)), undefined],
])("%s", (_, observation, fault) => {
  expect(engineFault([observation])).toBe(fault);
});

test("a service compose gave up before is told from the one it gave up over", () => {
  expect(neverReached(seen("failed", container("", 0)))).toBe(true);
  expect(neverReached(seen("failed"))).toBe(true);
  expect(neverReached(seen("failed", container("exec: not found", 0)))).toBe(false);
  expect(neverReached(seen("failed", container("", 5)))).toBe(false);
  expect(neverReached(seen(undefined, container("", 0)))).toBe(false);
});

test.each<[number, number, number]>([
  [2, 120_000, 20_000],
  [15, 120_000, 45_000],
  [100, 120_000, 120_000],
  [2, 8_000, 8_000],
])("after an original that took %d s, with %d ms allowed, a service of a trial has %d ms", (took, most, within) => {
  expect(readyWithin({ seconds: { boot: took / 2, probes: took / 2, checks: 0, teardown: 0 } }, most)).toBe(within);
});
