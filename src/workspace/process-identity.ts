import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { errnoOf } from "./disk-error.js";

/** A process, told apart from a later one that got the same pid. */
export type ProcessIdentity = {
  readonly pid: number;
  readonly host: string;
  /** Boot id and start time in clock ticks since that boot; empty where there is no /proc. Source: proc(5), /proc/PID/stat field 22. */
  readonly started: string;
};

const stateAndStart = async (pid: number): Promise<{ readonly state: string; readonly started: string } | undefined> => {
  try {
    const [stat, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, "utf8"), readFile("/proc/sys/kernel/random/boot_id", "utf8")]);
    // The command name (field 2) is in parentheses and may hold spaces and parentheses itself: fields are counted from the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", started: `${boot.trim()}/${fields[19] ?? ""}` };
  } catch {
    return undefined;
  }
};

export const currentProcess = async (): Promise<ProcessIdentity> => ({
  pid: process.pid,
  host: hostname(),
  started: (await stateAndStart(process.pid))?.started ?? "",
});

/** Whether the process is surely gone. A process of another host cannot be seen from here, so it counts as alive. */
export const isGone = async (identity: ProcessIdentity): Promise<boolean> => {
  if (identity.host !== hostname()) return false;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    return errnoOf(error) === "ESRCH";
  }
  const now = await stateAndStart(identity.pid);
  if (now === undefined) return false;
  return now.state === "Z" || (identity.started !== "" && identity.started !== now.started);
};
