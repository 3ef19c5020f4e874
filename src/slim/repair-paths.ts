import { posix } from "node:path";
import type { TraceFact } from "../model/trace.js";
import { createElfMemo, elfReader, type ElfMemo, sharedObjectNames } from "./elf-reader.js";
import type { ImageIndex } from "./image-index.js";
import { findLibraries } from "./libraries.js";
import { readPackages } from "./packages.js";
import { factPaths } from "./used-files.js";

/**
 * Paths that a slim image was asked for in vain though the original has them: a lookup that found nothing, of what `kept` lacks and the original
 * resolves to something that is no directory (those all stay). Sorted, as asked for.
 */
export function missedLookups(facts: Iterable<TraceFact>, index: ImageIndex, kept: Pick<ReadonlySet<string>, "has">): readonly string[] {
  const missed = new Set<string>();
  for (const { state, path } of facts) {
    if (state !== "n" || !path.startsWith("/") || missed.has(path)) continue;
    const { links, final } = index.resolve(path);
    if (final === undefined || final.type === "directory") continue;
    if (!kept.has(final.path) || links.some((link) => !kept.has(link))) missed.add(path);
  }
  return [...missed].sort();
}

/** Which of these image paths a service used: opened, ran, asked about or read as a link, by whatever name. */
export function touchedOf(facts: Iterable<TraceFact>, index: ImageIndex, paths: ReadonlySet<string>): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const fact of facts) {
    for (const path of factPaths(fact)) {
      const { links, final } = index.resolve(path);
      for (const used of [...links, ...(final === undefined ? [] : [final.path])]) if (paths.has(used)) touched.add(used);
    }
  }
  return touched;
}

export type Widening = "exact path" | "ELF closure" | "owning package" | "directory";

export type WidenOptions = {
  readonly index: ImageIndex;
  /** Of the service, for LD_LIBRARY_PATH. */
  readonly environment: Readonly<Record<string, string>>;
  readonly memo?: ElfMemo;
};

/** The paths themselves, with what a repair of that width takes in around them. */
export function widened(width: Widening, paths: readonly string[], options: WidenOptions): readonly string[] {
  switch (width) {
    case "exact path":
      return paths;
    case "ELF closure":
      return closureOf(paths, options);
    case "owning package":
      return [...new Set([...closureOf(paths, options), ...paths.flatMap((path) => packageOf(path, options.index))])];
    case "directory":
      return [...new Set([...widened("owning package", paths, options), ...paths.flatMap((path) => besides(path, options.index))])];
  }
}

/** What is linked, and what is named as dlopen needs it, by these files and by each shared object so found. */
function closureOf(paths: readonly string[], { index, environment, memo = createElfMemo() }: WidenOptions): readonly string[] {
  const elf = elfReader(index, memo);
  const libraries = findLibraries(index, environment, elf);
  const all = new Set(paths);
  // Grows while it is walked.
  for (const path of all) {
    const file = index.resolve(path).final;
    const facts = file?.type === "file" ? elf(file.path) : undefined;
    if (file === undefined || facts === undefined) continue;
    for (const name of facts.needed) for (const found of libraries.find(name, file.path, facts)) all.add(found);
    for (const name of sharedObjectNames(index, file.path, memo)) for (const found of libraries.byName(name)) all.add(found);
  }
  return [...all];
}

/** Trees that a language's package manager fills, one folder a package. */
const languagePackage = /^(.*\/(?:site-packages|dist-packages|node_modules(?:\/@[^/]+)?|gems)\/[^/]+)\/./;

function packageOf(path: string, index: ImageIndex): readonly string[] {
  const final = index.resolve(path).final?.path ?? path;
  const folder = languagePackage.exec(final)?.[1];
  const ownFolder = folder === undefined ? [] : filesBelow(folder, index);
  return [...(readPackages(index).ownerOf(final)?.files ?? []), ...ownFolder];
}

function* filesBelow(directory: string, index: ImageIndex): Generator<string> {
  for (const name of index.children(directory)) {
    const path = posix.join(directory, name);
    if (index.get(path)?.type === "directory") yield* filesBelow(path, index);
    else yield path;
  }
}

/** A directory that more packages than this put files into (/usr/bin, /etc) is nobody's own. */
const mostOwners = 3;

/** The files beside a path; none where the directory is a common one. */
function besides(path: string, index: ImageIndex): readonly string[] {
  const { ownerOf } = readPackages(index);
  const directory = posix.dirname(index.resolve(path).final?.path ?? path);
  const files = index
    .children(directory)
    .map((name) => posix.join(directory, name))
    .filter((file) => index.get(file)?.type !== "directory");
  const owners = new Set(files.flatMap((file) => ownerOf(file)?.name ?? []));
  return owners.size > mostOwners ? [] : files;
}
