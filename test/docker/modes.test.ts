import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../src/model/report.js";
import { runCli, startCli, type Ended } from "./support/cli.js";
import { containersMade, docker, leftovers, removeImages } from "./support/engine.js";

const visitor = "modes/visitor:local";
const fetchPage = (page: string): string =>
  `exec node -e 'fetch(process.env.BASE_URL_WEB + "/${page}").then(({ ok }) => process.exit(ok ? 0 : 1))'`;
const pages = ["start", "one", "two", "three", "four", "five"] as const;
const now = (): number => Math.floor(Date.now() / 1000);

let folder: string;
let shown: Ended;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "stack-slim-modes-")));
  cpSync(resolve(import.meta.dirname, "fixtures/modes"), folder, { recursive: true });
  docker("build", "--quiet", "--target", "visitor", "--tag", visitor, folder);
  shown = await runCli(
    ["apply", "--continue-after", "0.5", "--continue-after", fetchPage("two"), "--continue-after", `container ${visitor}`],
    folder,
  );
});
afterAll(() => {
  removeImages([visitor, "modes/web:local-slim", "modes/web:local"]);
  rmSync(folder, { recursive: true });
});

const report = (): Report => JSON.parse(readFileSync(join(folder, ".stack-slim/report.json"), "utf8")) as Report;
const keptPages = (): readonly string[] => {
  const { kept } = JSON.parse(readFileSync(join(folder, ".stack-slim/services/web/keep.json"), "utf8")) as { kept: object };
  return pages.filter((page) => Object.hasOwn(kept, `/opt/pages/${page}`));
};

test("what a command and a container asked for while the stack was profiled stays, what nobody asked for goes", () => {
  expect([shown.code, shown.stderr]).toEqual([0, expect.stringMatching(/http:\/\/127\.0\.0\.1:\d+ {2}→ {2}web:8080/)]);
  expect(keptPages()).toEqual(["start", "two", "three"]);
  expect(report().services[0]?.exercisedBy).toContain(`container ${visitor}`);
});

test("it is found by the next run, which boots nothing", async () => {
  const since = now();
  const { code, stderr } = await runCli(["apply"], folder);
  expect([code, stderr]).toEqual([0, expect.stringContaining(`container ${visitor} (--fresh asks again)`)]);
  expect(containersMade(folder, since, now() + 1)).toBe(0);
});

test("recordings of two boots, one of them carried over as a file, keep what was only asked for then", async () => {
  const first = await runCli(["record", "--continue-after", fetchPage("four")], folder);
  expect([first.code, first.stdout]).toEqual([0, expect.stringMatching(/web \(\w{12}\): \d+ facts, \d+ of them new, 1 session\n/)]);
  await using second = startCli(["record", "--into", "five.trace", "--continue-after", "signal"], folder);
  const [, address = ""] = /(http:\S+)/.exec(await second.line(/→ {2}web:8080/)) ?? [];
  await second.line(/kill -USR1/);
  expect((await fetch(`${address}/five`)).status).toBe(200);
  second.kill("SIGUSR1");
  const { code, stderr } = await second.ended;
  expect([code, stderr]).toEqual([0, expect.stringContaining("profile done")]);
  expect((await runCli(["trace", "import", "five.trace"], folder)).stdout).toMatch(/web +modes\/web:local +\w{12} +2 sessions/);
  const { stderr: told } = await runCli(["apply"], folder);
  expect(told).toContain("recordings are used beside the profile: web 2 sessions");
  expect(keptPages()).toEqual(["start", "two", "three", "four", "five"]);
  expect(report().services[0]?.exercisedBy).toContain("2 recorded sessions");
});

test("an interrupt while it waits removes everything and keeps nothing", async () => {
  const recording = join(folder, ".stack-slim/recording.trace");
  const before = readFileSync(recording, "utf8");
  await using run = startCli(["record", "--continue-after", "signal"], folder);
  await run.line(/kill -USR1/);
  const [, runId = ""] =
    [...readFileSync(join(folder, ".stack-slim/journal.jsonl"), "utf8").matchAll(/stack-slim-([0-9a-f]{8})/g)].at(-1) ?? [];
  expect(leftovers(runId)).toContain(`container stack-slim-${runId}-1-web-1`);
  run.kill("SIGINT");
  expect((await run.ended).code).toBe(130);
  expect(leftovers(runId)).toEqual([]);
  expect(readFileSync(recording, "utf8")).toBe(before);
});

test("a name that is neither a service nor an image, and a recording that isn't one, end the run before anything boots", async () => {
  const since = now();
  const unknown = await runCli(["apply", "--fresh", "--continue-after", "container modes/nobody"], folder);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("no such service in the stack, and no such image")]);
  writeFileSync(join(folder, "odd.trace"), "not a trace\n");
  const odd = await runCli(["record", "--into", "odd.trace", "--continue-after", "1"], folder);
  expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining("odd.trace:1: it is no trace file of stack-slim")]);
  expect(containersMade(folder, since, now() + 1)).toBe(0);
});
