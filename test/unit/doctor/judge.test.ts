import { describe, expect, it, test } from "vitest";
import { engineFacts } from "../../../src/docker/engine-facts.js";
import {
  diagnosis,
  failureOf,
  judgeCgroups,
  judgeClock,
  judgeEngine,
  judgeLeftovers,
  judgeMachine,
  judgeMemory,
  judgeNode,
  judgePlace,
  judgeRoom,
  judgeStorage,
  judgeTools,
  judgeUsers,
  needNoFailure,
} from "../../../src/doctor/index.js";
import { StackSlimError } from "../../../src/model/errors.js";
import type { EngineFacts, Finding, Level } from "../../../src/model/doctor.js";
import { answers, askedMs } from "./answers.js";

const factsOf = (name: keyof typeof answers): EngineFacts => engineFacts(answers[name].info, answers[name].version, askedMs);

const judged = (name: keyof typeof answers): readonly Finding[] => {
  const facts = factsOf(name);
  return [
    ...judgeEngine(facts),
    ...judgeMachine(facts, ["amd64", "arm64"].includes(facts.architecture)),
    ...[judgeUsers(facts), judgeStorage(facts), judgeCgroups(facts), judgeMemory(facts), judgeClock(facts)],
  ];
};

describe("by what the engine answers", () => {
  it.each<[keyof typeof answers, Readonly<Record<string, Exclude<Level, "ok">>>]>([
    ["docker20", {}],
    ["docker28", {}],
    ["middleKernel", {}],
    ["containerd", { storage: "warning" }],
    ["vfs", { storage: "warning" }],
    ["rootless", { users: "warning", storage: "warning", cgroups: "warning" }],
    ["userns", { users: "failure" }],
    ["desktop", { engine: "warning", memory: "warning" }],
    ["podman", { engine: "warning", users: "warning" }],
    ["noSeccomp", { seccomp: "failure" }],
    ["oldKernel", { kernel: "failure" }],
    ["windows", { platform: "failure" }],
    ["oldApi", { api: "failure" }],
    ["riscv", { platform: "failure" }],
    ["late", { clock: "warning" }],
  ])("%s: %j", (name, expected) => {
    const findings = judged(name);
    expect(Object.fromEntries(findings.flatMap(({ id, level }) => (level === "ok" ? [] : [[id, level]])))).toEqual(expected);
    for (const { level, mend = "" } of findings) expect(mend === "").toBe(level === "ok");
  });

  it("says what was found and how to mend it", () => {
    const said = (name: keyof typeof answers, id: string): string => {
      const { found, mend } = judged(name).find((finding) => finding.id === id) ?? { found: "" };
      return `${found} | ${mend ?? ""}`;
    };
    expect(said("docker20", "engine")).toBe("Docker 20.10.24+dfsg1 | ");
    expect(said("oldApi", "api")).toBe("1.40, and 1.41 is needed | Update the engine: Docker Engine 20.10 or later.");
    expect(said("oldKernel", "kernel")).toMatch(/^Linux 5\.4\.0-150-generic, and the sensor needs 5\.9/);
    expect(said("userns", "users")).toMatch(/userns-remap.*pid: host.*daemon\.json/);
    expect(said("vfs", "storage")).toMatch(/^vfs, which copies .*overlay2/);
    expect(said("rootless", "cgroups")).toMatch(/Delegate/);
    expect(said("late", "clock")).toMatch(/10\.0 s behind/);
    expect(said("podman", "engine")).toMatch(/^Podman 4\.9\.3/);
    expect(said("riscv", "platform")).toMatch(/linux\/riscv64.*make -C sensor/);
  });

  it("takes an engine that says nothing for one that has to be tried", () => {
    const nothing = engineFacts({}, {}, askedMs);
    const levels = judgeEngine(nothing).map(({ level }) => level);
    expect(levels).toEqual(["ok", "warning"]);
    expect(judgeClock(nothing).level).toBe("ok");
    expect(judgeMemory(nothing).level).toBe("ok");
  });
});

test.each<[string | undefined, Level]>([
  [undefined, "ok"],
  ["unix:///var/run/docker.sock", "ok"],
  ["npipe:////./pipe/docker_engine", "ok"],
  ["tcp://127.0.0.1:2375", "warning"],
  ["tcp://localhost:2375", "warning"],
  ["tcp://[::1]:2375", "warning"],
  ["tcp://10.0.0.7:2376", "warning"],
  ["tcp://10.0.0.8:2376", "failure"],
  ["tcp://docker:2375", "failure"],
  ["ssh://ada@build.example.com", "failure"],
])("an engine at %s is a %s", (host, level) => {
  const place = judgePlace({ ...(host === undefined ? {} : { host }), from: "DOCKER_HOST" }, ["10.0.0.7"]);
  expect(place.level).toBe(level);
});

const mebibyte = 1024 * 1024;
test.each<[number, number | undefined, Level]>([
  [255, undefined, "failure"],
  [256, undefined, "warning"],
  [4096, undefined, "ok"],
  [9000, 10_000, "failure"],
])("%d MiB of room, of which %j are needed: %s", (free, need, level) => {
  const room = { what: "workspace", folder: "/srv", freeBytes: free * mebibyte };
  expect(judgeRoom(room, need === undefined ? undefined : need * mebibyte)).toMatchObject({ id: "room-workspace", level });
});

test.each<[string, Level]>([
  ["v20.10.9", "failure"],
  ["v20.11.0", "ok"],
  ["v22.1.0", "ok"],
  ["v18.20.0", "failure"],
])("Node %s is %s where 20.11 is the least", (version, level) => {
  expect(judgeNode(version, "20.11").level).toBe(level);
});

test("a compose of no version is there, one that isn't there is a failure", () => {
  expect(judgeTools({ docker: "Docker version 28", compose: "Docker Compose version dev" }).map(({ level }) => level)).toEqual([
    "ok",
    "ok",
  ]);
  expect(judgeTools({ docker: "Docker version 28" }).map(({ id, level }) => `${id} ${level}`)).toEqual([
    "docker-cli ok",
    "compose failure",
  ]);
  expect(judgeTools({}).every(({ level }) => level === "failure")).toBe(true);
});

test("leftovers are named", () => {
  expect(judgeLeftovers([])).toMatchObject({ level: "ok" });
  expect(judgeLeftovers(["project stack-slim-1"])).toMatchObject({ level: "warning", found: "a killed run left project stack-slim-1" });
});

describe("all together", () => {
  it("is as bad as the worst of it", () => {
    expect(diagnosis(judged("docker20")).level).toBe("ok");
    expect(diagnosis(judged("desktop")).level).toBe("warning");
    expect(diagnosis(judged("userns")).level).toBe("failure");
  });

  it("stops a run at the first failure, in the same words, and at no warning", () => {
    expect(() => needNoFailure(judged("desktop"))).not.toThrow();
    const thrown = (() => {
      try {
        needNoFailure(judged("oldApi"));
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(thrown).toMatchObject({ code: "doctor.api", exitCode: 3, message: "API: 1.40, and 1.41 is needed" });
    expect((thrown as StackSlimError).hint).toMatch(/^Update the engine.*`stack-slim doctor`/);
  });

  it("makes a failure of an error of the environment, and of no other", () => {
    const error = new StackSlimError("nobody is there", { code: "x", exitCode: 3, hint: "Call again." });
    expect(failureOf("engine", "engine", error)).toMatchObject({ level: "failure", found: "nobody is there", mend: "Call again." });
    expect(() => failureOf("engine", "engine", new Error("a defect"))).toThrow("a defect");
  });
});
