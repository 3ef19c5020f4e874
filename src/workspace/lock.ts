import { randomUUID } from "node:crypto";
import { link, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { StackSlimError } from "../model/errors.js";
import { readFileIfPresent, TEMPORARY_SUFFIX } from "./atomic-file.js";
import { errnoOf, onDisk } from "./disk-error.js";
import { currentProcess, isGone, type ProcessIdentity } from "./process-identity.js";

type LockContent = ProcessIdentity & { readonly token: string; readonly since: string };

const parse = (text: string): LockContent | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    const isLock = typeof value === "object" && value !== null && "pid" in value && "host" in value && "started" in value;
    return isLock && Number.isSafeInteger(value.pid) ? (value as LockContent) : undefined;
  } catch {
    return undefined;
  }
};

/** Makes the lock file appear whole or not at all; false when one is there. */
const place = async (path: string, text: string): Promise<boolean> => {
  const temporary = `${path}.${randomUUID()}${TEMPORARY_SUFFIX}`;
  try {
    await writeFile(temporary, text, { flag: "wx" });
    await link(temporary, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    // File systems without hard links: the exclusive create is still atomic, only the content comes a moment later.
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(errnoOf(error) ?? "")) throw error;
    return await writeFile(path, text, { flag: "wx" }).then(
      () => true,
      (second: unknown) => {
        if (errnoOf(second) === "EEXIST") return false;
        throw second;
      },
    );
  } finally {
    await rm(temporary, { force: true });
  }
};

/** Takes a dead run's lock away. Two runs may try at once, so it is moved first and put back if it turns out to be a live run's newer one. */
const breakStale = async (path: string, stale: string): Promise<void> => {
  const aside = `${path}.${randomUUID()}${TEMPORARY_SUFFIX}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return;
    throw error;
  }
  if ((await readFileIfPresent(aside)) !== stale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
};

const locked = (path: string, holder: LockContent | undefined): StackSlimError =>
  new StackSlimError(
    holder === undefined
      ? `Another run may be using this workspace: the lock ${path} says nothing readable.`
      : `Another run is using this workspace: process ${holder.pid} on ${holder.host}, since ${holder.since} (${path}).`,
    {
      code: "workspace.locked",
      exitCode: 3,
      hint:
        holder?.pid === process.pid && holder.host === hostname()
          ? `That is this very process: end its other run on this folder first (${path}).`
          : holder === undefined
            ? `If no stack-slim is running on this project, remove ${path} and run the same command again.`
            : `Wait for it or stop it (kill ${holder.pid}). If that process is not stack-slim any more, remove ${path}.`,
    },
  );

/**
 * Takes the lock file, waiting for nobody; a lock whose process is gone is taken over.
 * Rejects with `workspace.locked` (exit 3) naming the holder, or a disk error.
 */
export const takeLock = (path: string): Promise<AsyncDisposable> =>
  onDisk("lock", path, async () => {
    const text =
      JSON.stringify({ ...(await currentProcess()), token: randomUUID(), since: new Date().toISOString() } satisfies LockContent) + "\n";
    // Three turns: one to meet a stale lock, one to take its place, one for a rival that was quicker and has already ended.
    for (let turn = 0; turn < 3; turn++) {
      if (await place(path, text)) {
        return {
          [Symbol.asyncDispose]: async () => {
            if ((await readFileIfPresent(path)) === text) await rm(path, { force: true });
          },
        };
      }
      const held = await readFileIfPresent(path);
      if (held === undefined) continue;
      const holder = parse(held);
      if (holder === undefined || !(await isGone(holder))) throw locked(path, holder);
      await breakStale(path, held);
    }
    throw locked(path, parse((await readFileIfPresent(path)) ?? ""));
  });
