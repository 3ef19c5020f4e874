import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StackSlimError } from "../model/errors.js";

/** Meanings of the errno codes that a path on the command line brings. Source: errno(3). */
const meanings: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "the name is too long",
};

const isAbsent = (error: unknown): boolean => ["ENOENT", "ENOTDIR"].includes(codeOf(error));
const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");

/** Whether there is anything at this path, readable or not. */
export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: unknown) => !isAbsent(error),
  );

/** The closest folder, from `start` upwards, that has an entry of this name; undefined when none has. */
export async function besideOrAbove(start: string, name: string): Promise<string | undefined> {
  for (let folder = start; ; folder = dirname(folder)) {
    if (await isThere(join(folder, name))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** @throws StackSlimError (exit 2) when the path is no readable file. `namedIn`: the file that names it, for paths that aren't from the command line. */
export async function needFile(what: string, path: string, namedIn?: string): Promise<void> {
  const mend =
    namedIn === undefined
      ? "Check the path; it is taken relative to the current folder."
      : `${namedIn} names it; paths there are relative to that file.`;
  if (await look(what, path, mend)) throw wrong(`${path} is a folder, not a ${what}.`, `Name a ${what}, such as one in that folder.`);
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw unreadable(what, path, error);
  });
}

/** @throws StackSlimError (exit 2) when the path is no folder. `mend` is the hint when nothing is there. */
export async function needFolder(
  what: string,
  path: string,
  mend = "Check the path; it is taken relative to the current folder.",
): Promise<void> {
  if (!(await look(what, path, mend))) throw wrong(`${path} is a file, not a ${what}.`, `Name a folder.`);
}

/** Whether it is a folder. */
async function look(what: string, path: string, mend: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw isAbsent(error) ? wrong(`There is no ${what} ${path}.`, mend, "usage.no-file") : unreadable(what, path, error);
  }
}

const unreadable = (what: string, path: string, error: unknown): StackSlimError =>
  wrong(
    `The ${what} ${path} can't be read: ${meanings[codeOf(error)] ?? codeOf(error)}.`,
    "Mend the file or its permissions, or name another one.",
  );

const wrong = (message: string, hint: string, code = "usage.path"): StackSlimError =>
  new StackSlimError(message, { code, exitCode: 2, hint });
