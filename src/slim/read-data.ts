import { closeSync, openSync, readSync } from "node:fs";
import type { SourceEntry } from "./image-index.js";

/** Fills `target` from an entry's data at `offset`; gives the bytes that were there. The entry must not be sparse. */
export function readData({ layer, entry }: SourceEntry, offset: number, target: Buffer): number {
  const length = Math.max(0, Math.min(target.length, entry.size - offset));
  const fd = openSync(layer, "r");
  try {
    return readSync(fd, target, 0, length, entry.dataOffset + offset);
  } finally {
    closeSync(fd);
  }
}
