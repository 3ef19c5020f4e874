import { readdir, readFile } from "node:fs/promises";

/**
 * Ends compose commands that still work on a project of ours. A killed run can't end its own, and one that goes on makes containers while they are
 * being removed. Only processes whose arguments name this very project, which no one else's can be called. Where there is no /proc, none is found.
 */
export async function endCompose(project: string): Promise<void> {
  for (const pid of await processIds()) {
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    const at = words.indexOf("--project-name");
    if (at < 0 || words[at + 1] !== project || !words.includes("compose")) continue;
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch {
      // It ended by itself in between.
    }
  }
}

const processIds = async (): Promise<readonly string[]> => (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
