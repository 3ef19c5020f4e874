import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import type { ImageEntry, SourceEntry } from "../image-index.js";

/** Smaller files are not looked at: they are many and gain little. */
export const duplicatesFrom = 64 * 1024;

const chunkBytes = 256 * 1024;

/** `bytes`: of one copy. `paths`: of one hard-linked file only one. */
export type Duplicate = { readonly bytes: number; readonly paths: readonly string[] };

/** Regular files of the same content, those first that waste most. Only files that share their size are read; sparse ones are left out. */
export function duplicates(entries: Iterable<ImageEntry>): readonly Duplicate[] {
  const bySize = new Map<number, Map<SourceEntry, string>>();
  for (const { path, data, size } of entries) {
    if (data === undefined || size < duplicatesFrom || data.entry.sparse) continue;
    const same = bySize.get(size) ?? new Map<SourceEntry, string>();
    const known = same.get(data);
    if (known === undefined || path < known) same.set(data, path);
    bySize.set(size, same);
  }
  const buffer = Buffer.allocUnsafe(chunkBytes);
  const found: Duplicate[] = [];
  for (const [bytes, files] of bySize) {
    if (files.size < 2) continue;
    const byContent = new Map<string, string[]>();
    for (const [data, path] of files) {
      const hash = hashOf(data, buffer);
      byContent.set(hash, [...(byContent.get(hash) ?? []), path]);
    }
    for (const paths of byContent.values()) if (paths.length > 1) found.push({ bytes, paths: paths.sort() });
  }
  return found.sort((a, b) => wasted(b) - wasted(a));
}

export const wasted = ({ bytes, paths }: Duplicate): number => bytes * (paths.length - 1);

function hashOf({ layer, entry }: SourceEntry, buffer: Buffer): string {
  const hash = createHash("sha256");
  const fd = openSync(layer, "r");
  try {
    for (let done = 0; done < entry.size;) {
      const length = readSync(fd, buffer, 0, Math.min(buffer.length, entry.size - done), entry.dataOffset + done);
      if (length === 0) throw new Error(`${layer} has shrunk.`);
      hash.update(buffer.subarray(0, length));
      done += length;
    }
  } finally {
    closeSync(fd);
  }
  return hash.digest("hex");
}
