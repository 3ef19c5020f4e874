import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

export const program = fileURLToPath(new URL("../../../bin/stack-slim", import.meta.url));
const keptBytes = 1024 * 1024;

export type Ended = {
  /** null: ended by a signal. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last megabyte of each. */
  readonly stdout: string;
  readonly stderr: string;
};

export type Running = AsyncDisposable & {
  readonly pid: number;
  /** The first line on stderr, told already or to come, that matches. @throws with what was said when the program ends first. */
  readonly line: (pattern: RegExp) => Promise<string>;
  /** Resolves when so many lines were told on stderr. @throws as `line`. */
  readonly lines: (count: number) => Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
};

/** Starts the built program. Disposing kills it, so that a failed test leaves no run behind. `more`: variables beside those of this process. */
export function startCli(args: readonly string[], cwd: string, more: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...more } });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  const wake = (): void => {
    for (const look of waiting) look();
  };
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    wake();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      over = true;
      wake();
      resolve({ code, signal, stdout: stdout(), stderr: stderr() });
    });
  });
  const told = (what: string, find: () => string | undefined): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find();
        if (found === undefined && !over) return;
        waiting.delete(look);
        if (found === undefined) reject(new Error(`it ended without ${what}:\n${stderr()}`));
        else resolve(found);
      };
      waiting.add(look);
      look();
    });
  return {
    pid: child.pid ?? 0,
    line: (pattern) => told(`a line like ${String(pattern)}`, () => lines.find((line) => pattern.test(line))),
    lines: async (count) => void (await told(`${String(count)} lines`, () => lines[count - 1])),
    kill: (signal) => void child.kill(signal),
    ended,
    [Symbol.asyncDispose]: () => endChild(child, ended),
  };
}

/** Runs the built program to its end. */
export async function runCli(args: readonly string[], cwd: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> {
  await using run = startCli(args, cwd, more);
  return await run.ended;
}

function collect(stream: Readable): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (more: string) => {
    text = (text + more).slice(-keptBytes);
  });
  return () => text;
}

async function endChild(child: ChildProcess, ended: Promise<Ended>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  await ended;
}
