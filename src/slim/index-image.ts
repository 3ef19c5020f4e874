import { posix } from "node:path";
import type { ImageEntry, ImageIndex, Resolved, SourceEntry } from "./image-index.js";
import { type LayerMemo, mergeLayers, type TreeNode } from "./merge-layers.js";
import { readData } from "./read-data.js";

/** Bytes. Databases and scripts that are read as a whole are far smaller; what claims more must not fill the memory. */
const longestWhole = 64 * 1024 * 1024;

/**
 * Indexes an image from its spooled layers (lowest first). Nothing but headers is held in memory; `read` goes back to the files. A `memo` spares
 * an image the layers that it shares with the one before; it remembers no others, for a stack's layers are more than should be held in memory.
 * @throws StackSlimError see mergeLayers.
 */
export function indexImage(layers: readonly string[], memo: LayerMemo = new Map()): ImageIndex {
  const entries = flatten(mergeLayers(layers, memo));
  for (const layer of memo.keys()) if (!layers.includes(layer)) memo.delete(layer);
  const names = new Map<string, readonly string[]>();
  const children = (directory: string): readonly string[] => {
    const known = names.get(directory) ?? [...(entries.get(directory)?.children?.keys() ?? [])].sort();
    names.set(directory, known);
    return known;
  };
  const get = (path: string): ImageEntry | undefined => entries.get(path);
  const counted = new Set<SourceEntry>();
  let bytes = 0;
  let files = 0;
  for (const entry of entries.values()) {
    if (entry.type !== "directory") files++;
    if (entry.data === undefined || counted.has(entry.data)) continue;
    counted.add(entry.data);
    bytes += entry.size;
  }
  return {
    get,
    resolve: (path) => resolve(get, path),
    children,
    entries: () => entries.values(),
    read: (path, options) => {
      const data = get(path)?.data;
      if (options?.length === undefined && (data?.entry.size ?? 0) > longestWhole) return undefined;
      return read(data, options?.offset ?? 0, options?.length ?? Infinity);
    },
    figures: { bytes, files },
  };
}

function flatten(root: TreeNode): ReadonlyMap<string, TreeNode> {
  const entries = new Map<string, TreeNode>();
  // No recursion: a tree may be thousands of folders deep.
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    entries.set(node.path, node);
    for (const child of node.children?.values() ?? []) pending.push(child);
  }
  return entries;
}

function resolve(get: (path: string) => ImageEntry | undefined, path: string): Resolved {
  const links: string[] = [];
  let here = "/";
  let rest = path.split("/");
  while (rest.length > 0) {
    const [part = "", ...after] = rest;
    rest = after;
    if (part === "" || part === ".") continue;
    const next = part === ".." ? posix.dirname(here) : posix.join(here, part);
    const entry = get(next);
    if (entry === undefined) return { final: undefined, links };
    if (entry.type === "symlink") {
      if (links.length >= 40) return { final: undefined, links };
      links.push(next);
      rest = [...entry.target.split("/"), ...rest];
      if (entry.target.startsWith("/")) here = "/";
    } else if (entry.type !== "directory" && rest.some((name) => name !== "" && name !== ".")) return { final: undefined, links };
    else here = next;
  }
  return { final: get(here), links };
}

function read(data: SourceEntry | undefined, offset: number, length: number): Buffer | undefined {
  if (data === undefined || data.entry.sparse) return undefined;
  const bytes = Buffer.alloc(Math.max(0, Math.min(length, data.entry.size - offset)));
  return bytes.subarray(0, readData(data, offset, bytes));
}
