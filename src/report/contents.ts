import type { Policy } from "../model/config.js";
import type { Amount } from "../model/directory-sums.js";
import type { ImageTree } from "../model/image-tree.js";
import type { Reason } from "../model/slim-image.js";
import type { Change } from "./diff.js";
import { findInTree, type TreeFile } from "./diff-files.js";
import { chooseDirectories, type Directory } from "./contents-directories.js";

/** What is in a part of an image, and what of it stays. Lists: largest first, a few only. */
export type ContentTile = {
  /** A directory, a package, or a word for several of them. */
  readonly name: string;
  readonly change: Change;
  /** What stays, by the rule that kept it. */
  readonly rules: readonly (Amount & { readonly rule: string })[];
  readonly kept: readonly (Reason & { readonly path: string; readonly bytes: number })[];
  readonly gone: readonly { readonly path: string; readonly bytes: number; readonly package: string | null }[];
  /** Empty: it is not shown in parts. */
  readonly parts: readonly ContentTile[];
};

/** A service's image in few enough parts to draw. */
export type ServiceContents = {
  readonly service: string;
  readonly original: string;
  readonly slim: string;
  readonly policy: Policy;
  readonly directories: ContentTile;
  readonly packages: readonly ContentTile[];
  /** Components of the SBOMs; absent: there are none. */
  readonly components?: { readonly original: number; readonly slim: number };
};

export type ContentsOptions = {
  readonly service: string;
  readonly reasonOf: (path: string) => Reason | undefined;
  readonly components?: { readonly original: number; readonly slim: number };
  /** How many parts a drawing has at most. */
  readonly most: { readonly directories: number; readonly packages: number };
};

/** How many parts each service of a stack may have, so that the page of a large stack stays small. */
export const partsFor = (services: number): ContentsOptions["most"] => ({
  directories: Math.max(16, Math.min(70, Math.floor(1000 / Math.max(1, services)))),
  packages: Math.max(10, Math.min(40, Math.floor(600 / Math.max(1, services)))),
});

const listed = 3;
const listedRules = 5;

/** Sums an image up by directory and by package. Pure. */
export function contentsOf(tree: ImageTree, { service, reasonOf, components, most }: ContentsOptions): ServiceContents {
  const found = findInTree(tree, "/");
  const files = found.kind === "directory" ? found.files : [];
  const tile = (name: string, below: readonly TreeFile[], parts: readonly ContentTile[] = []): ContentTile => ({
    name,
    change: changeOf(below),
    ...(parts.length > 0 ? { rules: [], kept: [], gone: [] } : listsOf(below, reasonOf)),
    parts,
  });
  const nested = ({ name, files: below, parts }: Directory): ContentTile => tile(name, below, parts.map(nested));
  return {
    service,
    original: tree.original,
    slim: tree.slim,
    policy: tree.policy,
    directories: nested(chooseDirectories(files, most.directories)),
    packages: byPackage(files, most.packages).map(([name, below]) => tile(name, below)),
    ...(components === undefined ? {} : { components }),
  };
}

const changeOf = (files: readonly TreeFile[]): Change => ({
  before: { bytes: sumOf(files, ({ bytes }) => bytes), files: files.length },
  after: { bytes: sumOf(files, ({ after }) => after), files: sumOf(files, ({ rule }) => (rule === null ? 0 : 1)) },
});

function listsOf(files: readonly TreeFile[], reasonOf: ContentsOptions["reasonOf"]): Pick<ContentTile, "rules" | "kept" | "gone"> {
  const rules = new Map<string, { bytes: number; files: number }>();
  for (const { rule, after } of files) {
    if (rule === null) continue;
    const amount = rules.get(rule) ?? { bytes: 0, files: 0 };
    rules.set(rule, { bytes: amount.bytes + after, files: amount.files + 1 });
  }
  const largest = (wanted: (file: TreeFile) => boolean, size: (file: TreeFile) => number): readonly TreeFile[] =>
    files
      .filter(wanted)
      .sort((a, b) => size(b) - size(a))
      .slice(0, listed);
  return {
    rules: [...rules]
      .map(([rule, amount]) => ({ rule, ...amount }))
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, listedRules),
    kept: largest(
      ({ rule }) => rule !== null,
      ({ after }) => after,
    ).map(({ path, after, rule }) => ({ path, bytes: after, ...(reasonOf(path) ?? { rule: rule ?? "", why: "" }) })),
    gone: largest(
      ({ rule }) => rule === null,
      ({ bytes }) => bytes,
    ).map(({ path, bytes, package: owner }) => ({ path, bytes, package: owner })),
  };
}

/** The heaviest packages by name, all others as one. */
function byPackage(files: readonly TreeFile[], most: number): readonly (readonly [string, readonly TreeFile[]])[] {
  const packages = new Map<string, TreeFile[]>();
  for (const file of files) {
    const name = file.package ?? "(no package)";
    const known = packages.get(name);
    if (known === undefined) packages.set(name, [file]);
    else known.push(file);
  }
  const heaviest = [...packages].sort(([, a], [, b]) => sumOf(b, ({ bytes }) => bytes) - sumOf(a, ({ bytes }) => bytes));
  if (heaviest.length <= most) return heaviest;
  const others = heaviest.slice(most - 1);
  return [...heaviest.slice(0, most - 1), [`(${String(others.length)} smaller packages)`, others.flatMap(([, below]) => below)]];
}

const sumOf = <Item>(items: readonly Item[], of: (item: Item) => number): number => items.reduce((total, item) => total + of(item), 0);
