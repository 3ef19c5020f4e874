import { createHash } from "node:crypto";
import { lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StackSlimError } from "../model/errors.js";
import { takeLock } from "./lock.js";

/** Names in the engine that one run alone may give, among all runs of this user on this machine that are at work. */
export type Claims = AsyncDisposable & {
  /** Whether the name is this run's from now on, until it ends; false: another run that is at work has it. */
  claim(name: string): Promise<boolean>;
};

const folderOfUser = (): string => join(tmpdir(), `stack-slim-${String(process.getuid?.() ?? 0)}`);

/** Claims are files of a folder that is this user's alone. Where there can't be one, every claim is granted: they keep runs apart, and no run depends on them. */
export const openClaims = (folder: string = folderOfUser()): Claims => {
  const held = new Map<string, Promise<AsyncDisposable | false | undefined>>();
  const take = async (name: string): Promise<AsyncDisposable | false | undefined> => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const stats = await lstat(folder);
      if (!stats.isDirectory() || (process.getuid !== undefined && stats.uid !== process.getuid())) return undefined;
      return await takeLock(join(folder, `${createHash("sha256").update(name).digest("hex").slice(0, 24)}.lock`));
    } catch (error) {
      return error instanceof StackSlimError && error.code === "workspace.locked" ? false : undefined;
    }
  };
  return {
    claim: async (name) => {
      let taken = held.get(name);
      if (taken === undefined) held.set(name, (taken = take(name)));
      const isGranted = (await taken) !== false;
      // Who has it now may be gone when it is asked for again.
      if (!isGranted) held.delete(name);
      return isGranted;
    },
    [Symbol.asyncDispose]: async () => {
      for (const taken of held.values()) {
        const lock = await taken;
        // One that stays is taken over by the next run: its process is gone.
        if (lock) await Promise.resolve(lock[Symbol.asyncDispose]()).catch(() => undefined);
      }
      held.clear();
    },
  };
};
