import { closeSync, openSync, readSync } from "node:fs";
import type { SourceEntry } from "./image-index.js";
import { listPax, type PaxRecord } from "./pax-records.js";
import { blockSize, number, padded } from "./tar-header.js";

export type HeaderBlocks = { readonly extensions: Buffer; readonly main: Buffer; readonly sparseMap: Buffer };

/** The entry's blocks before its data: pax and GNU extensions, the header itself, and what a GNU sparse map needs beyond it. */
export function headerBlocks(source: SourceEntry): HeaderBlocks {
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

/** The pax records among an entry's extensions, in their order; of several pax headers the last, which is the one that counts. */
export function extensionRecords(extensions: Buffer): readonly PaxRecord[] {
  let records: readonly PaxRecord[] = [];
  for (let at = 0; at < extensions.length; at += extensionLength(extensions, at)) {
    const data = at + blockSize;
    if (extensions[at + 156] === 0x78) records = listPax(extensions.subarray(data, data + number(extensions, at + 124, 12))) ?? [];
  }
  return records;
}

const extensionLength = (blocks: Buffer, at: number): number => blockSize + padded(number(blocks, at + 124, 12));
