import { closeSync, openSync, readSync } from "node:fs";
import type { LayerStream } from "./docker-archive.js";
import type { ImageEntry, ImageIndex, SourceEntry } from "./image-index.js";
import { directoryHeader, rewriteHeader } from "./write-header.js";

/** A run of bytes of the layer: copied from a spooled layer, or made here. */
type Part = { readonly layer: string; readonly from: number; readonly to: number } | { readonly bytes: Buffer };

const chunkBytes = 256 * 1024;

/**
 * The single layer that holds every directory of the image and those other entries that `keeps` says stay. Order: directories by path (parents
 * first), other entries by path, hard links last, so that their target is there. Entries are copied with all their header blocks; written anew are
 * only hard links whose target goes or is named otherwise (the first kept link then carries the data).
 */
export function planLayer(index: ImageIndex, keeps: (path: string) => boolean): LayerStream {
  const entries = [...index.entries()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const kept = entries.filter((entry) => entry.type !== "directory" && keeps(entry.path));
  const carriers = carriersOf(kept);
  const oldest = Math.min(...entries.map((entry) => entry.source?.entry.mtime ?? Infinity));
  const parts: Part[] = [];
  for (const entry of entries)
    if (entry.type === "directory") parts.push(...directoryParts(entry, Number.isFinite(oldest) ? Math.floor(oldest) : 0));
  for (const entry of kept) if (isCarrier(entry, carriers)) parts.push(...ownParts(entry));
  for (const entry of kept) if (!isCarrier(entry, carriers)) parts.push(...linkParts(entry, carriers));
  parts.push({ bytes: Buffer.alloc(1024) });
  const merged = mergeRuns(parts);
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
