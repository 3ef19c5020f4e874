import { isLeaf, type ImageTree, type TreeFolder, type TreeLeaf } from "../model/image-tree.js";

/** A path of the original that is no directory. */
export type TreeFile = {
  readonly path: string;
  /** In the original, and in the slim image: 0 when it was dropped, less when it was made anew with less in it. */
  readonly bytes: number;
  readonly after: number;
  /** null: no package owns it. */
  readonly package: string | null;
  /** The rule that kept it; null: it was dropped. */
  readonly rule: string | null;
};

/** What a tree has at a path: a file, a directory with all files below it (sorted by path), or nothing. */
export type Found =
  | { readonly kind: "file"; readonly file: TreeFile }
  | { readonly kind: "directory"; readonly path: string; readonly files: readonly TreeFile[] }
  | { readonly kind: "nothing"; /** The way ends here, at a link or a file; undefined: the name is not there. */ readonly endsAt?: string };

/** Looks a normal absolute path up in a tree. */
export function findInTree(tree: ImageTree, path: string): Found {
  let node: TreeFolder | TreeLeaf = tree.tree;
  let here = "";
  for (const name of path.split("/").filter((part) => part !== "")) {
    if (isLeaf(node)) return { kind: "nothing", endsAt: here };
    const next: TreeFolder | TreeLeaf | undefined = Object.hasOwn(node, name) ? node[name] : undefined;
    if (next === undefined) return { kind: "nothing" };
    here = `${here}/${name}`;
    node = next;
  }
  if (isLeaf(node)) return { kind: "file", file: fileOf(tree, here, node) };
  const files = [...filesBelow(tree, here, node)].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { kind: "directory", path: here === "" ? "/" : here, files };
}

function* filesBelow(tree: ImageTree, path: string, folder: TreeFolder): Generator<TreeFile> {
  for (const [name, node] of Object.entries(folder)) {
    if (isLeaf(node)) yield fileOf(tree, `${path}/${name}`, node);
    else yield* filesBelow(tree, `${path}/${name}`, node);
  }
}

const fileOf = ({ packages, rules }: ImageTree, path: string, [bytes, owner, rule, after = bytes]: TreeLeaf): TreeFile => ({
  path,
  bytes,
  after: rule === undefined ? 0 : after,
  package: packages[owner] ?? null,
  rule: rule === undefined ? null : (rules[rule] ?? "unknown"),
});
