import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { drivers, runProbe } from "../../../src/probe/drivers.js";
import { runShellCommand } from "../../../src/probe/shell-command.js";
import { probeContext } from "./servers.js";

const options = { cwd: "/", env: {}, signal: new AbortController().signal, timeoutMs: 20_000 };
// Signal 0 also reaches a process that has ended and that nobody has waited for yet.
const isAlive = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

test("a command runs in its folder with its environment", async () => {
  const result = await runShellCommand('test "$PWD:$COLOUR" = /:red', { ...options, env: { COLOUR: "red" } });
  expect(result).toEqual({ ok: true });
});

test("a failure tells the exit code and the end of both outputs", async () => {
  const result = await runShellCommand("echo one; echo two >&2; exit 7", options);
  expect(result).toEqual({ ok: false, error: "exit 7; output ends:\none\ntwo" });
});

test("of a long output the last 4 KiB stay", async () => {
  const result = await runShellCommand("head -c 100000 /dev/zero | tr '\\0' x; echo end; exit 1", options);
  expect(result.ok || result.error.length).toBe("exit 1; output ends:\n".length + 4 * 1024 - 1);
  expect(result).toMatchObject({ error: expect.stringMatching(/xend$/) as string });
});

test("a command killed from outside is told apart", async () => {
  expect(await runShellCommand("kill -9 $$", options)).toEqual({ ok: false, error: "killed by SIGKILL, no output" });
});

test("a folder that isn't there is said", async () => {
  const result = await runShellCommand("true", { ...options, cwd: "/no/such/folder" });
  expect(result).toMatchObject({ ok: false, error: expect.stringContaining("can't be started in /no/such/folder") as string });
});

test("the whole group ends when the time is over", async () => {
  const folder = await mkdtemp(join(tmpdir(), "probe-"));
  const result = await runShellCommand("sleep 60 & echo $!; sleep 60", { ...options, cwd: folder, timeoutMs: 100 });
  await rm(folder, { recursive: true });
  expect(result.ok).toBe(false);
  const [first = "", pid = ""] = result.ok ? [] : result.error.split("\n");
  expect(first).toBe("still ran after 100 ms; output ends:");
  expect(Number(pid)).toBeGreaterThan(0);
  await expect.poll(() => isAlive(Number(pid))).toBe(false);
});

test("what a command leaves in the background ends with it", async () => {
  const result = await runShellCommand("sleep 60 & echo $!; exit 3", options);
  const pid = Number(result.ok ? 0 : result.error.split("\n")[1]);
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test("an interrupted command ends", async () => {
  const controller = new AbortController();
  const running = runShellCommand("sleep 60", { ...options, signal: controller.signal });
  controller.abort();
  expect(await running).toEqual({ ok: false, error: "interrupted, no output" });
});

test("the command driver runs in the context's folder and is told where its service is", async () => {
  const context = probeContext(80, 32_768, { cwd: "/" });
  const command = 'test "$PWD $BASE_URL $STACK_SLIM_ADDR_WEB_80" = "/ http://127.0.0.1:32768 127.0.0.1:32768"';
  expect(await runProbe(drivers, { kind: "command", command }, context)).toEqual({ ok: true, detail: "exit 0" });
});

test("the exec driver takes exit 0 for an answer and shows the output otherwise", async () => {
  const exec = (command: readonly string[]) => Promise.resolve({ exitCode: command[0] === "true" ? 0 : 2, output: "no such table\n" });
  const context = probeContext(1, 1, { exec });
  expect(await runProbe(drivers, { kind: "exec", command: ["true"] }, context)).toEqual({ ok: true, detail: "exit 0" });
  const failed = { ok: false, error: "exit 2; output ends:\nno such table", retryable: true };
  expect(await runProbe(drivers, { kind: "exec", command: ["psql"] }, context)).toEqual(failed);
});

test("a container that can't run a command now may do so later", async () => {
  const result = await runProbe(drivers, { kind: "exec", command: ["true"] }, probeContext(1, 1));
  expect(result).toEqual({ ok: false, error: "no container here", retryable: true });
});
