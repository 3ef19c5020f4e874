import { extensionRecords, headerBlocks } from "./header-blocks.js";
import type { SourceEntry } from "./image-index.js";
import { encodePath } from "../model/path-bytes.js";
import { formatPax, type PaxRecord } from "./pax-records.js";
import { blockSize, padded, parseTarHeader, seal } from "./tar-header.js";

/** What changes about an entry when its header has to be written anew. */
export type HeaderChange =
  | { readonly path: string }
  | { readonly path: string; readonly hardLinkTo: string }
  /** Other content of `size` bytes, stored whole even where the original was sparse; below 8 GiB. */
  | { readonly path: string; readonly size: number };

/**
 * The header blocks of an entry under another name, as a hard link to another name, or for other content; owner, mode, times, xattrs and all else
 * as they stand in the original's blocks. What goes before the data of `source`, or for a link instead of it.
 */
export function rewriteHeader(source: SourceEntry, change: HeaderChange): Buffer {
  const { extensions, main, sparseMap } = headerBlocks(source);
  const header = parseTarHeader(main);
  const path = encodePath(change.path.slice(1));
  const isLink = "hardLinkTo" in change;
  const link = isLink
    ? encodePath(change.hardLinkTo.slice(1))
    : source.entry.type === "symlink"
      ? encodePath(source.entry.linkName)
      : undefined;
  const otherData = isLink || "size" in change;
  const before = extensionRecords(extensions);
  const nameKey = !otherData && before.some(([key]) => key === "GNU.sparse.name") ? "GNU.sparse.name" : "path";
  const ofData = (key: string): boolean => key === "size" || key.startsWith("GNU.sparse.");
  const records = before.filter(([key]) => !["path", "linkpath", nameKey].includes(key) && !(otherData && ofData(key)));
  const field = Buffer.from(main);
  const write = (key: string, value: Buffer, at: number, pax: boolean): void => {
    field.fill(0, at, at + 100);
    value.copy(field, at, 0, Math.min(value.length, 100));
    if (pax) records.push([key, value]);
  };
  if (header?.format === "ustar") field.fill(0, 345, 500);
  write(nameKey, path, 0, path.length > 100 || nameKey !== "path");
  if (link !== undefined) write("linkpath", link, 157, link.length > 100);
  if ("size" in change) {
    // Where a GNU sparse header has its map, an ordinary one has nothing.
    if (header?.flag === "S") field.fill(0, 386, 495);
    field.write("0", 156, "latin1");
    field.write(`${change.size.toString(8).padStart(11, "0")}\0`, 124, "latin1");
  }
  if (isLink) {
    field.write("1", 156, "latin1");
    field.write("00000000000\0", 124, "latin1");
  }
  seal(field);
  return Buffer.concat([paxBlocks(records), field, otherData ? Buffer.alloc(0) : sparseMap]);
}

/** A directory no layer lists, as Docker makes it when it unpacks: root's, 0755. `mtime` in whole seconds since the epoch. */
export function directoryHeader(path: string, mtime: number): Buffer {
  return plainHeader({ path: `${path}/`, flag: "5", mode: 0o755, size: 0, mtime, pax: new Map() });
}

export type PlainHeader = {
  readonly path: string;
  readonly flag: "0" | "5";
  readonly mode: number;
  readonly size: number;
  readonly mtime: number;
  readonly pax: ReadonlyMap<string, Buffer>;
};

/** Header blocks of an entry of our own, owned by root: ustar, pax where that doesn't hold it. `path` without a leading slash counts the same. */
export function plainHeader(options: PlainHeader): Buffer {
  const name = encodePath(options.path.replace(/^\//, ""));
  const records: PaxRecord[] = [...options.pax];
  if (name.length > 100) records.push(["path", name]);
  const block = Buffer.alloc(blockSize);
  name.copy(block, 0, 0, Math.min(name.length, 100));
  const octal = (value: number, at: number, length: number): number =>
    block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
  octal(options.mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  if (options.size < 8 ** 11) octal(options.size, 124, 12);
  else records.push(["size", Buffer.from(String(options.size))]);
  if (options.mtime >= 0 && options.mtime < 8 ** 11) octal(options.mtime, 136, 12);
  else records.push(["mtime", Buffer.from(String(options.mtime))]);
  block.write(options.flag, 156, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  seal(block);
  return Buffer.concat([paxBlocks(records), block]);
}

function paxBlocks(records: readonly PaxRecord[]): Buffer {
  if (records.length === 0) return Buffer.alloc(0);
  const data = formatPax(records);
  const block = Buffer.alloc(blockSize);
  block.write("PaxHeaders/entry", 0, "latin1");
  block.write("0000644\x000000000\x000000000\0", 100, "latin1");
  block.write(`${data.length.toString(8).padStart(11, "0")}\x0000000000000\0`, 124, "latin1");
  block.write("x", 156, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  seal(block);
  return Buffer.concat([block, data, Buffer.alloc(padded(data.length) - data.length)]);
}
