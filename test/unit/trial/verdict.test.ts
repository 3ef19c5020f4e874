import { describe, expect, test } from "vitest";
import type { ContainerState } from "../../../src/model/ports.js";
import type { Baseline, Observation } from "../../../src/trial/observation.js";
import { serviceVerdict } from "../../../src/trial/verdict.js";

const container = (changes: Partial<ContainerState> = {}): ContainerState => ({
  id: "c1",
  name: "p-web-1",
  service: "web",
  image: "web:1",
  status: "running",
  health: "none",
  exitCode: 0,
  oomKilled: false,
  restarts: 0,
  error: "",
  startedAt: 1,
  ports: {},
  addresses: [],
  healthOutput: "",
  ...changes,
});
const seen = (changes: Partial<Observation> = {}): Observation => ({
  service: "web",
  containers: [container()],
  restarts: 0,
  log: "",
  ...changes,
});
const steady: Baseline = { restarts: 0, exitCodes: [], oomKilled: false, unhealthy: false, probePassed: true };

describe("a service is judged against its original", () => {
  test.each<[string, Observation, Baseline | undefined, readonly string[]]>([
    ["runs", seen(), steady, []],
    ["was never made", seen({ containers: [], startError: "no such image" }), steady, ["not-started"]],
    ["was made, not started", seen({ containers: [container({ status: "created" })] }), steady, ["not-started"]],
    [
      "could not be executed",
      seen({ containers: [container({ status: "exited", exitCode: 127, error: "exec: not found" })] }),
      steady,
      ["not-started"],
    ],
    ["ended badly", seen({ containers: [container({ status: "exited", exitCode: 3 })] }), steady, ["exit"]],
    [
      "a job ended as the original does",
      seen({ containers: [container({ status: "exited", exitCode: 0 })] }),
      { ...steady, exitCodes: [0] },
      [],
    ],
    [
      "a job ended otherwise",
      seen({ containers: [container({ status: "exited", exitCode: 1 })] }),
      { ...steady, exitCodes: [0] },
      ["exit"],
    ],
    ["a service ended in peace that the original keeps running", seen({ containers: [container({ status: "exited" })] }), steady, ["exit"]],
    ["a profiled job ended well", seen({ containers: [container({ status: "exited" })] }), undefined, []],
    ["restarted once more than the original", seen({ restarts: 3 }), { ...steady, restarts: 2 }, ["restarts"]],
    ["restarted as often as the original", seen({ restarts: 2 }), { ...steady, restarts: 2 }, []],
    ["is between two crashes", seen({ containers: [container({ status: "restarting", exitCode: 1 })] }), steady, ["restarts"]],
    ["ran out of memory", seen({ containers: [container({ oomKilled: true })] }), steady, ["oom"]],
    ["is unhealthy", seen({ containers: [container({ health: "unhealthy" })] }), steady, ["unhealthy"]],
    ["is as unhealthy as the original", seen({ containers: [container({ health: "unhealthy" })] }), { ...steady, unhealthy: true }, []],
    ["failed its probe", seen({ probeError: "refused" }), steady, ["probe"]],
    ["failed a probe that the original fails too", seen({ probeError: "refused" }), { ...steady, probePassed: false }, []],
    ["one of two replicas ended", seen({ containers: [container(), container({ status: "exited", exitCode: 1 })] }), steady, ["exit"]],
  ])("%s", (_, observation, baseline, kinds) => {
    const verdict = serviceVerdict(observation, "slim", baseline, () => []);
    expect(verdict.evidence.map(({ kind }) => kind)).toEqual(kinds);
    expect(verdict.pass).toBe(kinds.length === 0);
  });
});

test("a failure comes with the dropped files its log names and the end of the log", () => {
  const log = "one\ntwo\nthree\nlibx.so.1: cannot open shared object file\n";
  const observation = seen({ containers: [container({ status: "exited", exitCode: 127 })], log });
  const { evidence } = serviceVerdict(observation, "slim", steady, () => ["/usr/lib/libx.so.1"]);
  expect(evidence.find(({ kind }) => kind === "missing-file")?.paths).toEqual(["/usr/lib/libx.so.1"]);
  expect(evidence.find(({ kind }) => kind === "log")?.detail).toBe("two\nthree\nlibx.so.1: cannot open shared object file");
});

test("a passing service has no evidence, whatever its log says", () => {
  expect(serviceVerdict(seen({ log: "error: all is lost" }), "slim", steady, () => ["/x"]).evidence).toEqual([]);
});
