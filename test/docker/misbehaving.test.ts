import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../src/model/report.js";
import { runCli, type Ended } from "./support/cli.js";
import { docker, list } from "./support/engine.js";

/** One profiled boot of services that misbehave: each is told for what it did, the one that is well is not, and nothing of it costs more than it may. */
let folder: string;
let ended: Ended;
let report: Report;
let seconds: number;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "stack-slim-misbehaving-")));
  cpSync(resolve(import.meta.dirname, "fixtures/misbehaving"), folder, { recursive: true });
  docker("compose", "--file", join(folder, "compose.yml"), "build", "--quiet");
  const since = performance.now();
  ended = await runCli(["apply", "--max-boots", "1", "--ready-timeout", "4"], folder);
  seconds = (performance.now() - since) / 1000;
  report = JSON.parse(readFileSync(join(folder, ".stack-slim", "report.json"), "utf8")) as Report;
});

afterAll(async () => {
  await runCli(["clean"], folder);
  rmSync(folder, { recursive: true });
});

test.each([
  ["never-ready", "probe", /port 8080 .*did not pass within 4 s/],
  ["ends-at-once", "exit", /exit code 3/],
  ["ends-at-once", "log", /no data directory/],
  ["takes-all-memory", "oom", /more memory than it may \(48 MiB\): mem_limit/],
  ["check-hangs", "unhealthy", /its healthcheck fails: .*timed? ?out|exceeded timeout/i],
  ["never-healthy", "probe", /was not up within 4 s \(running, health starting\)/],
  ["waits-in-vain", "not-started", /compose waited for never-healthy, of which nothing changed for 14 s/],
] as const)("%s: %s", (service, kind, detail) => {
  const verdict = report.trials[0]?.services.find((one) => one.service === service);
  expect(verdict?.pass).toBe(false);
  expect(verdict?.evidence.find((one) => one.kind === kind)?.detail).toMatch(detail);
});

test("nobody else is told", () => {
  const well = report.trials[0]?.services.filter(({ pass }) => pass).map(({ service }) => service);
  expect(well).toEqual(expect.arrayContaining(["well", "forks-forever", "will-not-stop"]));
  expect(report.trials[0]?.checks.map(({ pass }) => pass)).toEqual([true]);
});

test("who came to a limit is named", () => {
  expect(ended.stderr).toMatch(/forks-forever: has as many processes as it may \(300\), .* pids_limit/);
  expect(ended.stderr).toMatch(/takes-all-memory: was killed for using more memory than it may \(48 MiB\); mem_limit/);
});

test("it took neither long nor much, and nothing is left", () => {
  expect(ended.code, ended.stderr).toBe(1);
  expect(report.outcome.peakRssBytes).toBeLessThan(200 * 2 ** 20);
  expect(seconds).toBeLessThan(120);
  const ours = ["--filter", `label=com.docker.compose.project.working_dir=${folder}`, "--filter", "label=stack-slim.run"];
  expect(list("ps", "--all", "--quiet", ...ours)).toEqual([]);
});
