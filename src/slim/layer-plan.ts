import { closeSync, openSync, readSync } from "node:fs";
import { posix } from "node:path";
import type { LayerStream } from "./docker-archive.js";
import type { ImageEntry, ImageIndex, SourceEntry } from "./image-index.js";
import { padded } from "./tar-header.js";
import { directoryHeader, rewriteHeader } from "./write-header.js";

/** A run of bytes of the layer: copied from a spooled layer, or made here. */
type Part = { readonly layer: string; readonly from: number; readonly to: number } | { readonly bytes: Buffer };

const chunkBytes = 256 * 1024;

/**
 * The layer that holds every directory of the image and those other entries that `keeps` says are in it. Order: directories by path (parents
 * first), other entries by path, hard links last, so that their target is there. Entries are copied with all their header blocks; written anew are
 * only hard links whose target goes or is named otherwise (the first kept link then carries the data), and files of `made`: path → new content of
 * a kept regular file, under the owner, mode, times and xattrs it had. Such a file shares its data with no other.
 */
export function planLayer(index: ImageIndex, keeps: (path: string) => boolean, made: ReadonlyMap<string, Buffer> = new Map()): LayerStream {
  const entries = sortedEntries(index);
  const oldest = Math.min(...entries.map((entry) => entry.source?.entry.mtime ?? Infinity));
  const mtime = Number.isFinite(oldest) ? Math.floor(oldest) : 0;
  const directories = entries.filter(({ type }) => type === "directory").flatMap((entry) => directoryParts(entry, mtime));
  return layerOf([...directories, ...contentParts(entries, keeps, made)]);
}

/**
 * A layer for several images, made from the index of any of them: the entries that `keeps` says, and the directories on their way. Of those that
 * are not `common` to all the images it has only the name; the layer above, which has all directories of its image, says the rest.
 */
export function planSharedLayer(
  index: ImageIndex,
  keeps: (path: string) => boolean,
  common: (directory: SourceEntry) => boolean,
): LayerStream {
  const entries = sortedEntries(index);
  const onTheWay = new Set<string>();
  for (const { path, type } of entries) {
    if (type === "directory" || !keeps(path)) continue;
    for (let folder = posix.dirname(path); !onTheWay.has(folder); folder = posix.dirname(folder)) onTheWay.add(folder);
  }
  const directories = entries
    .filter(({ type, path }) => type === "directory" && path !== "/" && onTheWay.has(path))
    .flatMap((entry) => directoryParts(entry.source !== undefined && common(entry.source) ? entry : { ...entry, source: undefined }, 0));
  return layerOf([...directories, ...contentParts(entries, keeps, new Map())]);
}

const sortedEntries = (index: ImageIndex): readonly ImageEntry[] => [...index.entries()].sort((a, b) => (a.path < b.path ? -1 : 1));

function contentParts(
  entries: readonly ImageEntry[],
  keeps: (path: string) => boolean,
  made: ReadonlyMap<string, Buffer>,
): readonly Part[] {
  const parts: Part[] = [];
  const kept = entries.filter((entry) => entry.type !== "directory" && keeps(entry.path));
  const carriers = carriersOf(kept.filter(({ path }) => !made.has(path)));
  for (const entry of kept) {
    const content = made.get(entry.path);
    if (content !== undefined) parts.push(...madeParts(entry, content));
    else if (isCarrier(entry, carriers)) parts.push(...ownParts(entry));
  }
  for (const entry of kept) if (!made.has(entry.path) && !isCarrier(entry, carriers)) parts.push(...linkParts(entry, carriers));
  return parts;
}

function layerOf(parts: readonly Part[]): LayerStream {
  const merged = mergeRuns([...parts, { bytes: Buffer.alloc(1024) }]);
  const bytes = merged.reduce((sum, part) => sum + ("bytes" in part ? part.bytes.length : part.to - part.from), 0);
  return { bytes, chunks: () => chunksOf(merged) };
}

/** For the data of each kept file: the path that carries it, the original's if it stays, else the first of its links. */
function carriersOf(kept: readonly ImageEntry[]): ReadonlyMap<SourceEntry, ImageEntry> {
  const carriers = new Map<SourceEntry, ImageEntry>();
  for (const entry of kept) {
    if (entry.data !== undefined && (!carriers.has(entry.data) || entry.data === entry.source)) carriers.set(entry.data, entry);
  }
  return carriers;
}

const isCarrier = (entry: ImageEntry, carriers: ReadonlyMap<SourceEntry, ImageEntry>): boolean =>
  entry.data === undefined || carriers.get(entry.data) === entry;

function directoryParts(entry: ImageEntry, mtime: number): readonly Part[] {
  if (entry.source !== undefined) return ownParts(entry);
  return entry.path === "/" ? [] : [{ bytes: directoryHeader(entry.path, mtime) }];
}

function ownParts(entry: ImageEntry): readonly Part[] {
  const source = entry.data ?? entry.source;
  if (source === undefined) return [];
  const { headerOffset, dataOffset, end, path } = source.entry;
  if (path === entry.path) return [{ layer: source.layer, from: headerOffset, to: end }];
  return [{ bytes: rewriteHeader(source, { path: entry.path }) }, { layer: source.layer, from: dataOffset, to: end }];
}

function madeParts(entry: ImageEntry, content: Buffer): readonly Part[] {
  const source = entry.data ?? entry.source;
  if (source === undefined) return [];
  const padding = Buffer.alloc(padded(content.length) - content.length);
  return [{ bytes: rewriteHeader(source, { path: entry.path, size: content.length }) }, { bytes: content }, { bytes: padding }];
}

function linkParts(entry: ImageEntry, carriers: ReadonlyMap<SourceEntry, ImageEntry>): readonly Part[] {
  const carrier = entry.data === undefined ? undefined : carriers.get(entry.data);
  const { source } = entry;
  if (carrier === undefined || source === undefined) return [];
  const { headerOffset, end, path, linkName, type } = source.entry;
  if (type === "hard-link" && path === entry.path && linkName === carrier.path)
    return [{ layer: source.layer, from: headerOffset, to: end }];
  return [{ bytes: rewriteHeader(source, { path: entry.path, hardLinkTo: carrier.path }) }];
}

/** Entries that lie side by side in a layer become one run. */
function mergeRuns(parts: readonly Part[]): readonly Part[] {
  const runs: Part[] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last !== undefined && "layer" in last && "layer" in part && last.layer === part.layer && last.to === part.from) {
      runs[runs.length - 1] = { ...last, to: part.to };
    } else runs.push(part);
  }
  return runs;
}

function* chunksOf(parts: readonly Part[]): Generator<Buffer> {
  const files = new Map<string, number>();
  let chunk = Buffer.allocUnsafe(chunkBytes);
  let filled = 0;
  try {
    for (const part of parts) {
      const length = "bytes" in part ? part.bytes.length : part.to - part.from;
      for (let done = 0; done < length;) {
        const take = Math.min(length - done, chunkBytes - filled);
        if ("bytes" in part) part.bytes.copy(chunk, filled, done, done + take);
        else if (readSync(open(files, part.layer), chunk, filled, take, part.from + done) !== take)
          throw new Error(`${part.layer} has shrunk.`);
        filled += take;
        done += take;
        if (filled < chunkBytes) continue;
        yield chunk;
        chunk = Buffer.allocUnsafe(chunkBytes);
        filled = 0;
      }
    }
    yield chunk.subarray(0, filled);
  } finally {
    files.forEach((fd) => closeSync(fd));
  }
}

function open(files: Map<string, number>, layer: string): number {
  const fd = files.get(layer) ?? openSync(layer, "r");
  files.set(layer, fd);
  return fd;
}
