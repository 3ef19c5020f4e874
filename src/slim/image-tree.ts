import { posix } from "node:path";
import type { ImageTree, TreeFolder, TreeLeaf } from "../model/image-tree.js";
import type { KeepSet } from "../model/slim-image.js";
import type { ImageEntry, ImageIndex, SourceEntry } from "./image-index.js";
import type { Packages } from "./packages.js";

export type ImageTreeOptions = {
  readonly index: ImageIndex;
  readonly packages: Pick<Packages, "ownerOf">;
  readonly keep: Pick<KeepSet, "kept" | "policy">;
  /** Other content that kept files have in the slim image. */
  readonly made?: ReadonlyMap<string, Buffer>;
  /** Names of the images. */
  readonly original: string;
  readonly slim: string;
};

type Folder = { [name: string]: TreeLeaf | Folder };

/** What the original has and which of it stays, for who asks later: the index itself lives only while an image is slimmed. */
export function imageTree({ index, packages, keep: { kept, policy }, made, original, slim }: ImageTreeOptions): ImageTree {
  const entries = [...index.entries()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const counts = countedPaths(entries, (path) => kept.has(path));
  const packageNames = numbering();
  const ruleNames = numbering();
  // Without a prototype, a file named __proto__ is a file like any other.
  const tree = Object.create(null) as Folder;
  const folders = new Map<string, Folder>([["/", tree]]);
  for (const { path, type, size, data } of entries) {
    const parent = folders.get(posix.dirname(path));
    if (path === "/" || parent === undefined) continue;
    const name = posix.basename(path);
    if (type === "directory") {
      const folder = Object.create(null) as Folder;
      parent[name] = folder;
      folders.set(path, folder);
      continue;
    }
    const bytes = data !== undefined && counts.get(data) === path ? size : 0;
    const owner = packages.ownerOf(path)?.name;
    const ownedBy = owner === undefined ? -1 : packageNames.of(owner);
    const rule = kept.get(path)?.rule;
    const after = made?.get(path)?.length;
    if (rule === undefined) parent[name] = [bytes, ownedBy];
    else parent[name] = after === undefined ? [bytes, ownedBy, ruleNames.of(rule)] : [bytes, ownedBy, ruleNames.of(rule), after];
  }
  return { version: 1, original, slim, policy, packages: packageNames.all(), rules: ruleNames.all(), tree: tree satisfies TreeFolder };
}

/** For the data of each file, the path that its bytes are counted at. */
function countedPaths(entries: readonly ImageEntry[], keeps: (path: string) => boolean): ReadonlyMap<SourceEntry, string> {
  const paths = new Map<SourceEntry, string>();
  for (const { path, data } of entries) if (data !== undefined && keeps(path) && !paths.has(data)) paths.set(data, path);
  for (const { path, data } of entries) if (data !== undefined && !paths.has(data)) paths.set(data, path);
  return paths;
}

function numbering(): { readonly of: (name: string) => number; readonly all: () => readonly string[] } {
  const numbers = new Map<string, number>();
  return {
    of: (name) => {
      const number = numbers.get(name) ?? numbers.size;
      numbers.set(name, number);
      return number;
    },
    all: () => [...numbers.keys()],
  };
}
