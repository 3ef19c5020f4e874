import { open } from "node:fs/promises";
import { readFileIfPresent, writeFileAtomically } from "./atomic-file.js";
import { onDisk } from "./disk-error.js";

export type ResourceKind = "project" | "container" | "volume" | "network" | "image";

/** One thing a run makes in the engine. `detail` is what removing it needs beyond its name, such as a project's file. */
export type Resource = { readonly kind: ResourceKind; readonly name: string; readonly detail?: Readonly<Record<string, string>> };

/** Record of what runs made and have not removed, so that the next run can clean up after a killed one. */
export type Journal = {
  /** Resolves when the note is on the disk: call it BEFORE the resource is made. */
  note(resource: Resource): Promise<void>;
  /** Call it when the resource is gone. */
  forget(resource: Pick<Resource, "kind" | "name">): Promise<void>;
  /** Resources that earlier runs noted and nobody has forgotten, the newest first (the order to remove them in). */
  leftovers(): readonly Resource[];
};

type Line = { readonly op: "note" | "forget"; readonly at: string; readonly resource: Resource };

const identity = (resource: Pick<Resource, "kind" | "name">): string => `${resource.kind} ${resource.name}`;

/**
 * The names that runs give. A journal may come with a project from anywhere, or be edited: what it says is removed from the engine, so nothing in it
 * may name what is not a run's.
 */
const ownName = /^stack-slim-[a-z0-9][a-z0-9_.-]*$/;
const ownNames = {
  project: ownName,
  container: ownName,
  volume: ownName,
  network: ownName,
  image: /^stack-slim\/[a-z0-9][a-z0-9_.:-]*$/,
} as const satisfies Readonly<Record<ResourceKind, RegExp>>;

const isOwn = (resource: unknown): resource is Resource => {
  if (typeof resource !== "object" || resource === null || !("kind" in resource) || !("name" in resource)) return false;
  const { kind, name } = resource;
  return typeof kind === "string" && Object.hasOwn(ownNames, kind) && typeof name === "string" && ownNames[kind as ResourceKind].test(name);
};

const parseLine = (text: string): Line | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    const isLine = typeof value === "object" && value !== null && "op" in value && "resource" in value;
    return isLine && (value.op === "note" || value.op === "forget") && isOwn(value.resource) ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
};

/** What is left of a journal's text. A torn last line is what a power cut leaves; its resource was never made, so it is passed over, as is a line with a name no run gives. */
export const replayJournal = (text: string): ReadonlyMap<string, Resource> => {
  const left = new Map<string, Resource>();
  for (const line of text.split("\n").map(parseLine)) {
    if (line === undefined) continue;
    left.delete(identity(line.resource));
    if (line.op === "note") left.set(identity(line.resource), line.resource);
  }
  return left;
};

const lineOf = (op: Line["op"], resource: Resource): string =>
  JSON.stringify({ op, at: new Date().toISOString(), resource } satisfies Line) + "\n";

/** Opens the journal, shortened to what is left. Disposing shortens it again. Rejects with a disk error (exit 3). */
export const openJournal = async (path: string): Promise<Journal & AsyncDisposable> => {
  const earlier = new Map(replayJournal((await readFileIfPresent(path)) ?? ""));
  const own = new Map<string, Resource>();
  const shorten = (): Promise<void> =>
    writeFileAtomically(path, [...earlier.values(), ...own.values()].map((resource) => lineOf("note", resource)).join(""));
  await shorten();
  const file = await onDisk("write", path, () => open(path, "a"));
  let last: Promise<void> = Promise.resolve();
  const append = (line: string): Promise<void> => {
    const next = last.then(() =>
      onDisk("write", path, async () => {
        await file.appendFile(line);
        await file.datasync();
      }),
    );
    last = next.catch(() => undefined);
    return next;
  };
  return {
    note: async (resource) => {
      own.set(identity(resource), resource);
      await append(lineOf("note", resource));
    },
    forget: async (resource) => {
      earlier.delete(identity(resource));
      own.delete(identity(resource));
      await append(lineOf("forget", { kind: resource.kind, name: resource.name }));
    },
    leftovers: () => [...earlier.values()].reverse(),
    [Symbol.asyncDispose]: async () => {
      await last;
      await file.close();
      // Only tidiness: the next run shortens it too, and a full disk must not hide the error that ends this one.
      await shorten().catch(() => undefined);
    },
  };
};
