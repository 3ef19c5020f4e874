import { closeSync, openSync, readSync } from "node:fs";
import type { SourceEntry } from "./image-index.js";
import { encodePath } from "../model/path-bytes.js";
import { formatPax, parsePax } from "./pax-records.js";
import { blockSize, number, padded, parseTarHeader, seal } from "./tar-header.js";

/** What changes about an entry when its header has to be written anew. */
export type HeaderChange = { readonly path: string } | { readonly path: string; readonly hardLinkTo: string };

/**
 * The header blocks of an entry under another name, or as a hard link to another name; owner, mode, times, xattrs and all else as they stand in
 * the original's blocks. What goes before the data of `source`, or for a link instead of it.
 */
export function rewriteHeader(source: SourceEntry, change: HeaderChange): Buffer {
  const { extensions, main, sparseMap } = headerBlocks(source);
  const header = parseTarHeader(main);
  const link = "hardLinkTo" in change ? encodePath(change.hardLinkTo.slice(1)) : undefined;
  const name = encodePath(change.path.slice(1));
  const records = new Map(extensionRecords(extensions));
  const sparseName = records.has("GNU.sparse.name");
  for (const key of ["path", "linkpath"]) records.delete(key);
  const field = Buffer.from(main);
  field.fill(0, 0, 100);
  if (header?.format === "ustar") field.fill(0, 345, 500);
  if (name.length > 100 || sparseName) records.set(sparseName ? "GNU.sparse.name" : "path", name);
  name.copy(field, 0, 0, Math.min(name.length, 100));
  if (link !== undefined) {
    for (const key of [...records.keys()]) if (key === "size" || key.startsWith("GNU.sparse.")) records.delete(key);
    if (name.length > 100) records.set("path", name);
    field.fill(0, 157, 257);
    if (link.length > 100) records.set("linkpath", link);
    link.copy(field, 157, 0, Math.min(link.length, 100));
    field.write("1", 156, "latin1");
    field.write("00000000000\0", 124, "latin1");
  }
  seal(field);
  return Buffer.concat([paxBlocks(records), field, link === undefined ? sparseMap : Buffer.alloc(0)]);
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
  const records = new Map(options.pax);
  if (name.length > 100) records.set("path", name);
  const block = Buffer.alloc(blockSize);
  name.copy(block, 0, 0, Math.min(name.length, 100));
  const octal = (value: number, at: number, length: number): number =>
    block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
  octal(options.mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  if (options.size < 8 ** 11) octal(options.size, 124, 12);
  else records.set("size", Buffer.from(String(options.size)));
  octal(options.mtime, 136, 12);
  block.write(options.flag, 156, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  seal(block);
  return Buffer.concat([paxBlocks(records), block]);
}

function paxBlocks(records: ReadonlyMap<string, Buffer>): Buffer {
  if (records.size === 0) return Buffer.alloc(0);
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

type HeaderBlocks = { readonly extensions: Buffer; readonly main: Buffer; readonly sparseMap: Buffer };

/** The entry's blocks before its data: pax and GNU extensions, the header itself, and what a GNU sparse map needs beyond it. */
function headerBlocks(source: SourceEntry): HeaderBlocks {
  const blocks = Buffer.alloc(source.entry.dataOffset - source.entry.headerOffset);
  const fd = openSync(source.layer, "r");
  try {
    readSync(fd, blocks, 0, blocks.length, source.entry.headerOffset);
  } finally {
    closeSync(fd);
  }
  let at = 0;
  while ("xgLK".includes(String.fromCharCode(blocks[at + 156] ?? 0))) at += extensionLength(blocks, at);
  return { extensions: blocks.subarray(0, at), main: blocks.subarray(at, at + blockSize), sparseMap: blocks.subarray(at + blockSize) };
}

function extensionRecords(extensions: Buffer): ReadonlyMap<string, Buffer> {
  for (let at = 0; at < extensions.length; at += extensionLength(extensions, at)) {
    const data = at + blockSize;
    if (extensions[at + 156] === 0x78) return parsePax(extensions.subarray(data, data + number(extensions, at + 124, 12))) ?? new Map();
  }
  return new Map();
}

const extensionLength = (blocks: Buffer, at: number): number => blockSize + padded(number(blocks, at + 124, 12));
