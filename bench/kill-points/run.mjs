import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const program = new URL("../../bin/stack-slim", import.meta.url).pathname;

/**
 * A run of the built program in a keeper's folder. `until` resolves when it says something like the pattern on its output (false: it ended before);
 * `ended` with its exit code, the signal that ended it and what it said. What the journal names on the way is noted.
 */
export const start = (keeper, args, { wrap = [], env = {} } = {}) => {
  const [file, ...words] = [...wrap, program, ...args];
  const child = spawn(file, words, { cwd: keeper.folder, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  return following(keeper, child);
};

/** The same in a terminal of its own, which closes when `child` is killed. */
export const startInTerminal = (keeper, args) => {
  const line = [program, ...args].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["--quiet", "--return", "--flush", "--command", line, "/dev/null"], {
    cwd: keeper.folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return following(keeper, child);
};

const following = (keeper, child) => {
  let text = "";
  let over = false;
  const waiting = new Set();
  const wake = () => {
    for (const look of waiting) look();
  };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (more) => {
      text += more;
      keeper.note();
      wake();
    });
  const ended = new Promise((resolve) => {
    child.on("close", (code, signal) => {
      over = true;
      keeper.note();
      wake();
      resolve({ code: code ?? undefined, signal: signal ?? undefined, text });
    });
  });
  const until = (pattern) =>
    new Promise((resolve) => {
      const look = () => {
        const found = pattern.test(text);
        if (!found && !over) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { child, ended, until, said: () => text };
};

/** The process that holds the workspace; undefined: nobody does. */
export const holder = (keeper) => {
  try {
    return JSON.parse(readFileSync(join(keeper.folder, ".stack-slim/lock"), "utf8")).pid;
  } catch {
    return undefined;
  }
};

/** Resolves when the process is gone, to false when it is still there after that long. */
export const gone = async (pid, withinMs) => {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
