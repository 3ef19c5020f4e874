import { posix } from "node:path";
import { filesBelow } from "../walk.js";
import type { PruningDraft } from "./pruning.js";
import type { Remains } from "./remains.js";

/** What a package has beside its content: its manifest, licence, readme, and settings of tools. */
const beside =
  /^(package\.json|npm-shrinkwrap\.json|package-lock\.json|yarn\.lock|tsconfig[^/]*\.json|bower\.json|component\.json|Makefile|\..*)$/;
const told = /^(licen[cs]e|readme|changelog|changes|history|authors|contributing|contributors|notice|copying|security|patents)([-_.].*)?$/i;

export const isNpmContent = (path: string): boolean => !beside.test(posix.basename(path)) && !told.test(posix.basename(path));

/** Files of an npm package, without those of packages nested in it. */
export const npmFiles = (remains: Pick<Remains, "index">, root: string): readonly string[] => [
  ...filesBelow(remains.index, root, (directory) => directory.endsWith("/node_modules")),
];

/** An npm package that had content and lost it all loses its manifest too, unless the service read it: to import types is no use of them. */
export function pruneNpm(remains: Remains, roots: readonly string[], draft: PruningDraft): void {
  for (const root of roots) {
    const files = npmFiles(remains, root);
    const content = files.filter(isNpmContent);
    if (content.length === 0 || content.some(remains.hasFile) || files.some(remains.isObserved)) continue;
    for (const path of files) draft.drop(path);
  }
}
