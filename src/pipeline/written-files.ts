import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { StackSlimError } from "../model/errors.js";
import type { Workspace } from "../workspace/index.js";
import { digest } from "../workspace/index.js";

export type Written = { readonly path: string; readonly text: string };
type Place = {
  readonly workspace: Pick<Workspace, "readText" | "writeText">;
  readonly warn: (message: string) => void;
  readonly runId: string;
};

/** Does `work` while the files stand beside their places, under the names that it asks for; other paths are their own. */
export async function whileBeside<T>(
  runId: string,
  files: readonly Written[],
  work: (at: (path: string) => string) => Promise<T>,
): Promise<T> {
  const beside = new Map(files.map(({ path }) => [path, join(dirname(path), `.${runId}.${basename(path)}`)]));
  try {
    for (const { path, text } of files) await writeFile(beside.get(path) ?? path, text);
    return await work((path) => beside.get(path) ?? path);
  } finally {
    for (const path of beside.values()) await rm(path, { force: true });
  }
}

/** Puts all files at their places, none of them half written; a file of somebody else is kept under another name. */
export async function replaceFiles({ workspace, warn, runId }: Place, files: readonly Written[]): Promise<void> {
  const known = digestsIn((await workspace.readText("emitted.json")) ?? "{}");
  await whileBeside(runId, files, async (at) => {
    for (const { path, text } of files) {
      await keepForeign(path, text, known, warn);
      await rename(at(path), path);
    }
  });
  const written = Object.fromEntries(files.map(({ path, text }) => [path, digest(text)]));
  await workspace.writeText("emitted.json", JSON.stringify({ ...known, ...written }));
}

/** A file in the way that is not what we wrote last, or was edited since, is kept under another name. */
async function keepForeign(
  path: string,
  text: string,
  known: Readonly<Record<string, unknown>>,
  warn: (message: string) => void,
): Promise<void> {
  const present = await presentAt(path);
  if (present === undefined || present === text || known[path] === digest(present)) return;
  let kept = `${path}.before-stack-slim`;
  for (let count = 2; (await stat(kept).catch(() => undefined)) !== undefined; count++) kept = `${path}.before-stack-slim-${String(count)}`;
  await rename(path, kept);
  warn(`${path} was there already and is not what stack-slim wrote last: it is kept as ${kept}`);
}

/**
 * Files whose names other tools look for are never put aside: what is there may be in use.
 * @throws StackSlimError `emit.foreign` (exit 2) when one is there that isn't what we wrote last.
 */
export async function refuseForeign(workspace: Pick<Workspace, "readText">, paths: readonly string[]): Promise<void> {
  const known = digestsIn((await workspace.readText("emitted.json")) ?? "{}");
  for (const path of paths) {
    const present = await presentAt(path);
    if (present === undefined || known[path] === digest(present)) continue;
    throw new StackSlimError(`${path} is there already, and is not what stack-slim wrote last.`, {
      code: "emit.foreign",
      exitCode: 2,
      hint: "Give another folder with -o, or move the file.",
    });
  }
}

const presentAt = (path: string): Promise<string | undefined> => readFile(path, "utf8").catch(() => undefined);

/** What was written last; nothing when that can't be read, so that every file in the way is kept. */
const digestsIn = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const stored: unknown = JSON.parse(text);
    return typeof stored === "object" && stored !== null ? (stored as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
};
