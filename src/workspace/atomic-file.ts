import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errnoOf, onDisk } from "./disk-error.js";

/** Ends the name of every unfinished file; `openWorkspace` removes those a killed run left. */
export const TEMPORARY_SUFFIX = ".tmp";

/** Makes a rename or a new name in the folder survive a power cut; file systems that cannot sync a folder say EINVAL or EPERM, and lose nothing by it. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch (error) {
    if (!["EINVAL", "EPERM", "EISDIR", "ENOTSUP"].includes(errnoOf(error) ?? "")) throw error;
  } finally {
    await handle.close();
  }
};

/**
 * Writes a file so that a reader, now or after a crash, finds the old content or the whole new one: temporary file beside it, fsync, rename, fsync of the folder.
 * Makes missing parent folders. Rejects with a StackSlimError (exit 3) on a full disk, missing permission or a read-only file system.
 */
export const writeFileAtomically = (path: string, text: string | Buffer | AsyncIterable<string | Buffer>): Promise<void> =>
  onDisk("write", path, async () => {
    const folder = dirname(path);
    await mkdir(folder, { recursive: true });
    const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString("hex")}${TEMPORARY_SUFFIX}`);
    try {
      const handle = await open(temporary, "wx");
      try {
        await writeFile(handle, text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    await syncFolder(folder);
  });

/** The file's text; undefined when there is no such file. Rejects with a StackSlimError (exit 3) when it cannot be read. */
export const readFileIfPresent = async (path: string): Promise<string | undefined> => (await readBytesIfPresent(path))?.toString("utf8");

/** As readFileIfPresent, undecoded. */
export const readBytesIfPresent = (path: string): Promise<Buffer | undefined> =>
  onDisk("read", path, async () => {
    try {
      return await readFile(path);
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return undefined;
      throw error;
    }
  });
