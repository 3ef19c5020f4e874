import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { randomFrom } from "../../bench/fuzz/random.mjs";
import { program, runCli, startCli } from "./support/cli.js";
import { docker, imageId, leftovers, list, removeImages } from "./support/engine.js";
import { copyStack, type StackCopy } from "./support/stack-copy.js";

/** How a run may end that nobody planned, one after the other on one workspace; bench/kill-points.mjs and bench/run-faults.mjs do it at length. */
const originals = ["keeper/store:local", "keeper/web:local"];
const slims = originals.map((ref) => `${ref}-slim`);
const runs = new Set<string>();
const images = new Set<string>();

let stack: StackCopy;

beforeAll(() => {
  removeImages(slims);
  stack = copyStack("keeper");
  docker("compose", "--file", stack.path("compose.yml"), "build", "--quiet");
});

afterAll(async () => {
  await runCli(["clean"], stack.folder);
  removeImages([...slims, ...originals]);
  stack[Symbol.dispose]();
});

/** Remembers what the journal names now. */
const note = (): void => {
  const runId = stack.runId();
  if (runId !== undefined) runs.add(runId);
  for (const name of stack.notedImages()) images.add(name);
};

const expectNothingLeft = (): void => {
  const ours = ["--filter", `label=com.docker.compose.project.working_dir=${stack.folder}`, "--filter", "label=stack-slim.run"];
  expect(list("ps", "--all", "--quiet", ...ours)).toEqual([]);
  for (const runId of runs) expect(leftovers(runId)).toEqual([]);
  expect([...images].filter((name) => imageId(name) !== undefined)).toEqual([]);
  expect([stack.hasScratch(), existsSync(stack.path(".stack-slim", "lock"))]).toEqual([false, false]);
  expect(readFileSync(stack.path(".stack-slim", "journal.jsonl"), "utf8")).toBe("");
};

const holder = (): number => (JSON.parse(readFileSync(stack.path(".stack-slim", "lock"), "utf8")) as { readonly pid: number }).pid;

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("a closed terminal, two kills and readers that went away: nothing is left, and the last run has the result", async () => {
  const words = ["--quiet", "--return", "--flush", "--command", `'${program}' apply`, "/dev/null"];
  const terminal = spawn("script", words, { cwd: stack.folder, stdio: ["ignore", "pipe", "ignore"] });
  terminal.stdout.resume();
  // What a terminal shows depends on its size: the journal says how far it is.
  await vi.waitFor(() => expect(stack.runId()).toBeDefined(), { timeout: 60_000, interval: 50 });
  note();
  const pid = holder();
  terminal.kill("SIGKILL");
  await once(terminal, "exit");
  await vi.waitFor(() => expect(isThere(pid)).toBe(false), { timeout: 60_000, interval: 100 });
  expectNothingLeft();

  const random = randomFrom(20_261);
  for (const [least, span] of [
    [4, 6],
    [13, 8],
  ] as const) {
    await using run = startCli(["apply", "--json"], stack.folder);
    await run.lines(least + random.int(span));
    note();
    run.kill("SIGKILL");
    expect(await run.ended).toMatchObject({ code: null, signal: "SIGKILL" });
  }

  const unread = spawn(program, ["apply"], { cwd: stack.folder, stdio: ["ignore", "pipe", "pipe"] });
  await once(unread.stderr, "data");
  unread.stdout.destroy();
  unread.stderr.destroy();
  const watching = setInterval(note, 500);
  const [code] = (await once(unread, "exit")) as [number | null];
  clearInterval(watching);
  expect(code).toBe(0);
  expectNothingLeft();
  expect(stack.report().outcome).toMatchObject({ label: "PROVEN MAXIMUM", boots: 2 });
  expect(readFileSync(stack.path("compose.slim.yml"), "utf8")).toContain("image: keeper/web:local-slim\n");
});
