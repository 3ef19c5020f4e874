import { spawn } from "node:child_process";
import { once } from "node:events";
import { boundedSignal, inWords, pause } from "./bounded-signal.js";

export type ShellCommandOptions = {
  readonly cwd: string;
  /** Added to the tool's own environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
};

/** `error` says how it ended and ends with the last 4 KiB of its output. */
export type ShellCommandResult = { readonly ok: true } | { readonly ok: false; readonly error: string };

const tailBytes = 4 * 1024;
const graceMs = 2_000;
const drainMs = 1_000;

/**
 * Runs a shell line in a process group of its own. On timeout or abort the group gets SIGTERM and, 2 s later, SIGKILL; whatever the
 * command left in its group when it ended gets SIGKILL too, so nothing outlives it.
 */
export const runShellCommand = async (line: string, options: ShellCommandOptions): Promise<ShellCommandResult> => {
  using bound = boundedSignal(options.signal, options.timeoutMs);
  if (bound.signal.aborted) return { ok: false, error: "interrupted" };
  const child = spawn("/bin/sh", ["-c", line], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let tail = Buffer.alloc(0);
  const keep = (chunk: Buffer): void => {
    tail = Buffer.concat([tail, chunk]).subarray(-tailBytes);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const closed = once(child, "close");
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  closed.catch(() => undefined);
  let forced: NodeJS.Timeout | undefined;
  const stop = (): void => {
    killGroup(child.pid, "SIGTERM");
    forced = setTimeout(() => killGroup(child.pid, "SIGKILL"), graceMs);
  };
  bound.signal.addEventListener("abort", stop, { once: true });
  try {
    const [code, signal] = await ended;
    killGroup(child.pid, "SIGKILL");
    // A process that made a session of its own escapes the group and may hold the pipes for ever.
    await Promise.race([closed, pause(drainMs, options.signal)]);
    child.stdout.destroy();
    child.stderr.destroy();
    if (code === 0 && !bound.signal.aborted) return { ok: true };
    const how = bound.timedOut()
      ? `still ran after ${inWords(options.timeoutMs)}`
      : options.signal.aborted
        ? "interrupted"
        : signal === null
          ? `exit ${code}`
          : `killed by ${signal}`;
    const output = tail.toString("utf8").trimEnd();
    return { ok: false, error: output === "" ? `${how}, no output` : `${how}; output ends:\n${output}` };
  } catch (error) {
    return { ok: false, error: `can't be started in ${options.cwd}: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    bound.signal.removeEventListener("abort", stop);
    clearTimeout(forced);
  }
};

const killGroup = (pid: number | undefined, signal: NodeJS.Signals): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is empty: everything in it has ended.
  }
};
