import { lstat, mkdir, readdir, realpath, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { StackSlimError } from "../model/errors.js";
import { artifactAt, type Artifact } from "./artifact.js";
import { readBytesIfPresent, readFileIfPresent, TEMPORARY_SUFFIX, writeFileAtomically } from "./atomic-file.js";
import { openClaims } from "./claims.js";
import { digest } from "./digest.js";
import { errnoOf, onDisk } from "./disk-error.js";
import { openJournal, type Journal } from "./journal.js";
import { takeLock } from "./lock.js";

export const WORKSPACE_FOLDER = ".stack-slim";

export type Workspace = AsyncDisposable & {
  /** Absolute path of the folder .stack-slim. */
  readonly directory: string;
  /** Of its place on this machine: 12 hex digits, the same in every run. */
  readonly identity: string;
  readonly journal: Journal;
  /** Whether a name in the engine is this run's, until the workspace is disposed of; false: another run that is at work has it. */
  claim(name: string): Promise<boolean>;
  /** `name` may have folders, as in `trace/front-end`; `key` is the digest of everything the value is made from. */
  artifact<T>(name: string, key: string): Artifact<T>;
  /** Writes a file for people (report.md, plan.json) atomically, as it is; gives its absolute path. */
  writeText(name: string, text: string | Buffer): Promise<string>;
  readText(name: string): Promise<string | undefined>;
  /** As it lies on the disk: for what is large. */
  readBytes(name: string): Promise<Buffer | undefined>;
  /** A fresh empty folder for temporary things, removed when the workspace is disposed of; gives its absolute path. */
  scratch(name: string): Promise<string>;
};

export type WorkspaceOptions = {
  /** Name and version of the tool, kept in every artifact. */
  readonly madeBy: string;
  readonly warn: (message: string) => void;
};

/** A file name for any service name: `..` and `/` stay inside the workspace. */
const fileName = (segment: string): string => encodeURIComponent(segment).replace(/^\.+/, (dots) => "%2E".repeat(dots.length));
export const relativePath = (name: string): string => name.split("/").map(fileName).join("/");

/** Containers may have left files of other users in a folder of ours: worth a warning, not a failed run. */
const removeTree = (path: string, warn: (message: string) => void): Promise<void> =>
  rm(path, { recursive: true, force: true }).catch((error: unknown) => {
    warn(`${path} could not be removed: ${error instanceof Error ? error.message : String(error)}`);
  });

/** What a killed run left; the lock is held, so nobody is using it. */
const removeLeftovers = async (directory: string, scratchRoot: string, warn: (message: string) => void): Promise<void> => {
  const unfinished = (await readdir(directory)).filter((entry) => entry.endsWith(TEMPORARY_SUFFIX)).map((entry) => join(directory, entry));
  for (const path of [scratchRoot, ...unfinished]) await removeTree(path, warn);
};

const makeScratch = (path: string): Promise<string> =>
  onDisk("make", path, async () => {
    await rm(path, { recursive: true, force: true });
    await mkdir(path, { recursive: true });
    return path;
  });

/** Makes the folder, but not its parents: a project folder that is not there is a mistyped path. */
const makeFolder = (directory: string): Promise<void> =>
  onDisk("make", directory, async () => {
    try {
      await mkdir(directory);
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw error;
    }
  });

/** Folders a run writes to, and the deepest of them: `services/NAME`, `artifacts/KIND`. */
const deepest = 2;

/**
 * A link in the workspace would lead what is written and removed there to another place, and a project from anywhere may bring one.
 * @throws StackSlimError `workspace.link` (3).
 */
export const refuseLinks = async (directory: string, depth = 0): Promise<void> => {
  await onDisk("read", directory, async () => {
    if ((await lstat(directory)).isSymbolicLink()) throw linked(directory);
    if (depth > deepest) return;
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      if (entry.isSymbolicLink()) throw linked(join(directory, entry.name));
      if (entry.isDirectory() && !(depth === 0 && entry.name === "scratch")) await refuseLinks(join(directory, entry.name), depth + 1);
    }
  });
};

const linked = (path: string): StackSlimError =>
  new StackSlimError(`${path} is a symbolic link, through which a run would write and remove files elsewhere.`, {
    code: "workspace.link",
    exitCode: 3,
    hint: "Remove the link, then run the same command again: the workspace is a folder beside the compose file.",
  });

/**
 * Opens (and makes) the workspace of the project in `projectDirectory` and locks it until it is disposed of.
 * Rejects with StackSlimErrors of exit 3: `workspace.locked` when another run has it, `workspace.full`, `.denied`, `.read-only`, … when the disk refuses.
 */
export const openWorkspace = async (projectDirectory: string, { madeBy, warn }: WorkspaceOptions): Promise<Workspace> => {
  const directory = join(resolve(projectDirectory), WORKSPACE_FOLDER);
  const scratchRoot = join(directory, "scratch");
  await makeFolder(directory);
  await refuseLinks(directory);
  const lock = await takeLock(join(directory, "lock"));
  try {
    await writeFileAtomically(join(directory, ".gitignore"), "*\n");
    await removeLeftovers(directory, scratchRoot, warn);
    const journal = await openJournal(join(directory, "journal.jsonl"));
    const claims = openClaims();
    const identity = digest("folder", await realpath(directory)).slice(0, 12);
    const close = async (): Promise<void> => {
      try {
        await removeTree(scratchRoot, warn);
        await journal[Symbol.asyncDispose]();
        await claims[Symbol.asyncDispose]();
      } finally {
        await lock[Symbol.asyncDispose]();
      }
    };
    let closed: Promise<void> | undefined;
    return {
      directory,
      identity,
      journal,
      claim: claims.claim,
      artifact: (name, key) => artifactAt({ path: join(directory, "artifacts", `${relativePath(name)}.json`), key, madeBy, warn }),
      writeText: async (name, text) => {
        const path = join(directory, relativePath(name));
        await writeFileAtomically(path, text);
        return path;
      },
      readText: (name) => readFileIfPresent(join(directory, relativePath(name))),
      readBytes: (name) => readBytesIfPresent(join(directory, relativePath(name))),
      scratch: (name) => makeScratch(join(scratchRoot, relativePath(name))),
      // Both an interrupt and the normal end dispose of it; the second must not release a lock that is somebody else's by then.
      [Symbol.asyncDispose]: () => (closed ??= close()),
    };
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
};
