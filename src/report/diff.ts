import type { Policy } from "../model/config.js";
import { directorySums, type Amount } from "../model/directory-sums.js";
import type { ImageTree } from "../model/image-tree.js";
import type { TreeFile } from "./diff-files.js";

export type Change = { readonly before: Amount; readonly after: Amount };

/** What went from a service's image, and what stayed. Shape as JSON: schema/diff.schema.json. Lists: what lost most first. */
export type Diff = {
  readonly version: 1;
  readonly service: string;
  /** Names of the images. */
  readonly original: string;
  readonly slim: string;
  readonly policy: Policy;
  /** The directory that all figures are of. */
  readonly path: string;
  readonly total: Change;
  /** `path` itself and the directories below it, as deep as was asked for. */
  readonly directories: readonly (Change & { readonly path: string })[];
  /** null: files that no package owns. */
  readonly packages: readonly (Change & { readonly package: string | null })[];
  /** What stayed, by the rule that kept it; largest first. */
  readonly rules: readonly (Amount & { readonly rule: string })[];
  readonly largestDropped: readonly TreeFile[];
  /** Every path, sorted, when it was asked for. */
  readonly paths?: readonly TreeFile[];
};

export type DiffOptions = {
  readonly service: string;
  /** A directory of the original, with its files. */
  readonly below: { readonly path: string; readonly files: readonly TreeFile[] };
  readonly depth: number;
  /** How many of the largest dropped files. */
  readonly top: number;
  readonly all: boolean;
};

const none: Amount = { bytes: 0, files: 0 };

export const droppedBytes = ({ before, after }: Change): number => before.bytes - after.bytes;

export function buildDiff({ original, slim, policy }: ImageTree, { service, below, depth, top, all }: DiffOptions): Diff {
  const { path, files } = below;
  const kept = files.flatMap((file) => (file.rule === null ? [] : { ...file, bytes: file.after }));
  const directories = changes(directorySums(files, path, depth), directorySums(kept, path, depth));
  const packages = changes(
    sumBy(files, (file) => file.package),
    sumBy(kept, (file) => file.package),
  );
  return {
    version: 1,
    service,
    original,
    slim,
    policy,
    path,
    total: { before: sum(files), after: sum(kept) },
    directories: directories.map(([directory, change]) => ({ path: directory, ...change })),
    packages: packages.map(([name, change]) => ({ package: name, ...change })),
    rules: [...sumBy(kept, ({ rule }) => rule ?? "")].map(([rule, amount]) => ({ rule, ...amount })).sort((a, b) => b.bytes - a.bytes),
    largestDropped: files
      .filter(({ rule }) => rule === null)
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, top),
    ...(all ? { paths: files } : {}),
  };
}

/** Both sides of each key, what lost most bytes first, then most files. */
function changes<Key>(before: ReadonlyMap<Key, Amount>, after: ReadonlyMap<Key, Amount>): readonly (readonly [Key, Change])[] {
  return [...before]
    .map(([key, amount]): readonly [Key, Change] => [key, { before: amount, after: after.get(key) ?? none }])
    .sort(([, a], [, b]) => droppedBytes(b) - droppedBytes(a) || droppedFiles(b) - droppedFiles(a));
}

const droppedFiles = ({ before, after }: Change): number => before.files - after.files;

function sumBy<Key>(files: readonly TreeFile[], keyOf: (file: TreeFile) => Key): ReadonlyMap<Key, Amount> {
  const sums = new Map<Key, Amount>();
  for (const file of files) {
    const { bytes, files: count } = sums.get(keyOf(file)) ?? none;
    sums.set(keyOf(file), { bytes: bytes + file.bytes, files: count + 1 });
  }
  return sums;
}

const sum = (files: readonly TreeFile[]): Amount => ({
  bytes: files.reduce((total, { bytes }) => total + bytes, 0),
  files: files.length,
});
