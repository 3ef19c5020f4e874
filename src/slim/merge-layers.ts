import { posix } from "node:path";
import { StackSlimError } from "../model/errors.js";
import type { ImageEntry, SourceEntry } from "./image-index.js";
import { readTar, type TarEntry } from "./read-tar.js";

/** A path of the merged tree while it is being built; the number of the layer that brought it. */
export type TreeNode = { -readonly [Field in keyof ImageEntry]: ImageEntry[Field] } & {
  layer: number;
  children: Map<string, TreeNode> | undefined;
};

/** What was read of layers so far: images that share a layer share its entries. */
export type LayerMemo = Map<string, readonly SourceEntry[]>;

const mostEntries = 2_000_000;
const mostCharacters = 128 * 1024 * 1024;
const opaque = ".wh..wh..opq";

/**
 * The file tree of an image from its layers, lowest first, by the rules Docker's overlay2 driver follows: a whiteout hides what lower layers
 * have, never its own layer; a directory entry over a directory changes its metadata only; anything else replaces what was there.
 * Source: OCI image spec, layer.md.
 * @throws StackSlimError `image.tar` (see readTar), `image.too-many-files`.
 */
export function mergeLayers(layers: readonly string[], memo: LayerMemo): TreeNode {
  const root = directory("/", -1);
  const room: Room = { left: mostEntries, characters: mostCharacters };
  for (const [number, layer] of layers.entries()) {
    const sources = readLayer(layer, room.left, memo);
    room.left -= sources.length;
    for (const { entry } of sources) if (isWhiteout(entry)) whiteOut(root, entry.path, number);
    for (const source of sources) if (!isWhiteout(source.entry)) insert(root, number, source, room);
  }
  return root;
}

/**
 * Paths that the tree may still get, and characters in them: one entry can name two thousand directories that no entry lists, each with a path of its
 * own, and a link can give every short name a long one.
 */
type Room = { left: number; characters: number };

const take = (room: Room, path: string): string => {
  room.characters -= path.length;
  if (room.characters < 0) throw tooMany(path.length > 100 ? `${path.slice(0, 100)}…` : path);
  return path;
};

/** Names are clean, so nothing is to be normalised, which of deep paths would take more than all the rest. */
const below = ({ path }: TreeNode, name: string): string => (path === "/" ? `/${name}` : `${path}/${name}`);

const isWhiteout = ({ path }: TarEntry): boolean => path.includes("/.wh.") && posix.basename(path).startsWith(".wh.");

function readLayer(layer: string, most: number, memo: LayerMemo): readonly SourceEntry[] {
  const known = memo.get(layer);
  if (known !== undefined) return known;
  const sources: SourceEntry[] = [];
  for (const entry of readTar(layer)) {
    if (sources.length >= most) throw tooMany(layer);
    sources.push({ layer, entry });
  }
  memo.set(layer, sources);
  return sources;
}

export function find(root: TreeNode, path: string): TreeNode | undefined {
  let node: TreeNode | undefined = root;
  for (const part of path.split("/")) if (part !== "") node = node?.children?.get(part);
  return node;
}

function whiteOut(root: TreeNode, path: string, layer: number): void {
  const name = posix.basename(path);
  const parent = find(root, posix.dirname(path));
  if (name === opaque) {
    if (parent?.children !== undefined && parent.layer < layer) parent.children = new Map();
  } else if (!name.startsWith(".wh..wh.")) parent?.children?.delete(name.slice(".wh.".length));
}

function insert(root: TreeNode, number: number, source: SourceEntry, room: Room): void {
  const { entry } = source;
  if (entry.path === "/") {
    if (entry.type === "directory") Object.assign(root, { source, layer: number });
    return;
  }
  const parent = parentOf(root, entry.path, number, room);
  const name = posix.basename(entry.path);
  const path = take(room, below(parent, name));
  const before = parent.children?.get(name);
  if (entry.type === "directory") {
    if (before?.type === "directory") Object.assign(before, { source, layer: number });
    else parent.children?.set(name, { ...directory(path, number), source });
    return;
  }
  const target = entry.type === "hard-link" ? linkTarget(root, number, entry, room) : undefined;
  const type = entry.type === "hard-link" ? (target?.type ?? "file") : entry.type;
  const data = entry.type === "hard-link" ? target?.data : entry.type === "file" ? source : undefined;
  const own = type === "file" ? source : (target?.source ?? source);
  const text = type === "symlink" ? own.entry.linkName : "";
  parent.children?.set(name, {
    path,
    type,
    target: text,
    size: data?.entry.size ?? 0,
    source: own,
    data,
    layer: number,
    children: undefined,
  });
}

/** The directory an entry goes into; made when missing. A link that the same layer brought is followed, a lower layer's is replaced, as overlay2 does. */
function parentOf(root: TreeNode, path: string, layer: number, room: Room): TreeNode {
  let node = root;
  let parts = path.split("/").slice(1, -1);
  for (let hops = 0; parts.length > 0;) {
    const [name = "", ...rest] = parts;
    const next = node.children?.get(name);
    if (next?.type === "directory") node = next;
    else if (next?.type === "symlink" && next.layer === layer && hops++ < 40) {
      const target = posix.resolve(node.path, next.target);
      node = root;
      parts = [...target.split("/").filter((part) => part !== ""), ...rest];
      continue;
    } else {
      const made = directory(take(room, below(node, name)), layer);
      node.children?.set(name, made);
      node = made;
    }
    parts = rest;
  }
  return node;
}

function linkTarget(root: TreeNode, layer: number, entry: TarEntry, room: Room): TreeNode {
  const literal = find(root, entry.linkName);
  const target = literal ?? parentOf(root, entry.linkName, layer, room).children?.get(posix.basename(entry.linkName));
  if (target === undefined || target.type === "directory") {
    throw new StackSlimError(`Hard link ${entry.path} points to ${entry.linkName}, which no layer has.`, {
      code: "image.tar",
      exitCode: 3,
      hint: "The image is damaged: pull or build it again.",
    });
  }
  return target;
}

function directory(path: string, layer: number): TreeNode {
  return { path, type: "directory", target: "", size: 0, source: undefined, data: undefined, layer, children: new Map() };
}

function tooMany(where: string): StackSlimError {
  return new StackSlimError(
    `The image has more than ${mostEntries} files, or their paths more than ${mostCharacters} characters (reading ${where}).`,
    {
      code: "image.too-many-files",
      exitCode: 3,
      hint: "Leave the service as it is with `slim: false` in stack-slim.yml.",
    },
  );
}
