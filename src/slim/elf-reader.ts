import { type ElfFacts, parseElf } from "./elf.js";
import type { ImageEntry, ImageIndex } from "./image-index.js";
import { readData } from "./read-data.js";

/** What ELF files of any image said, by where their bytes lie: services that share a layer share the work. */
export type ElfMemo = { readonly facts: Map<string, ElfFacts | undefined>; readonly names: Map<string, readonly string[]> };

export const createElfMemo = (): ElfMemo => ({ facts: new Map(), names: new Map() });

const largestScanned = 512 * 1024 * 1024;
const pieceBytes = 256 * 1024;
const longestName = 128;

export function elfReader(index: ImageIndex, memo: ElfMemo): (path: string) => ElfFacts | undefined {
  return (path) => {
    const key = keyOf(index.get(path));
    if (key === undefined) return undefined;
    if (!memo.facts.has(key)) {
      const read = (offset: number, length: number): Buffer => index.read(path, { offset, length }) ?? Buffer.alloc(0);
      memo.facts.set(key, parseElf(read));
    }
    return memo.facts.get(key);
  };
}

/** Shared-object names (`libx.so`, `libx.so.1`, no directory) that stand in a file's bytes: candidates for dlopen. */
export function sharedObjectNames(index: ImageIndex, path: string, memo: ElfMemo): readonly string[] {
  const entry = index.get(path);
  const key = keyOf(entry);
  const data = entry?.data;
  if (data === undefined || key === undefined || entry === undefined || entry.size > largestScanned) return [];
  const known = memo.names.get(key);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const scratch = Buffer.allocUnsafe(Math.min(pieceBytes, entry.size));
  for (let offset = 0; offset < entry.size; offset += pieceBytes - 2 * longestName) {
    const piece = scratch.subarray(0, readData(data, offset, scratch));
    for (let at = piece.indexOf(".so"); at !== -1; at = piece.indexOf(".so", at + 3)) {
      const name = nameAround(piece, at);
      if (name !== undefined) names.add(name);
    }
  }
  memo.names.set(key, [...names]);
  return [...names];
}

function keyOf(entry: ImageEntry | undefined): string | undefined {
  return entry?.data === undefined || entry.data.entry.sparse ? undefined : `${entry.data.layer}:${entry.data.entry.dataOffset}`;
}

function nameAround(piece: Buffer, at: number): string | undefined {
  let start = at;
  while (start > 0 && at - start < longestName && isNameByte(piece[start - 1] ?? 0)) start--;
  let end = at + 3;
  while (end < piece.length && end - at < longestName && isNameByte(piece[end] ?? 0)) end++;
  const name = piece.toString("latin1", start, end);
  return start < at && /^[\w+-][\w.+-]*\.so(\.[\w.]+)?$/.test(name) ? name : undefined;
}

const isNameByte = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  byte === 0x5f ||
  byte === 0x2d ||
  byte === 0x2b ||
  byte === 0x2e;
