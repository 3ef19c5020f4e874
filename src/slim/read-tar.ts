import { closeSync, fstatSync, openSync } from "node:fs";
import { StackSlimError } from "../model/errors.js";
import { parsePax } from "./pax-records.js";
import { entryOf, type Extensions, type TarEntry } from "./tar-entry.js";
import { blockSize, padded, parseTarHeader } from "./tar-header.js";
import { windowReader } from "./window-reader.js";

export type { TarEntry } from "./tar-entry.js";

const longestExtension = 1024 * 1024;

/**
 * The entries of an uncompressed tar, headers only: data is skipped by position, so cost goes by entries, not bytes. Reads v7, ustar, GNU (long
 * names, base 256, sparse) and pax; global pax headers are ignored, as Docker does.
 * @throws StackSlimError `image.tar` when it is no tar, is cut off, or names a path outside its root.
 */
export function* readTar(file: string): Generator<TarEntry> {
  const fd = openSync(file, "r");
  try {
    yield* entriesOf(fd, fstatSync(fd).size, file);
  } finally {
    closeSync(fd);
  }
}

function* entriesOf(fd: number, fileBytes: number, file: string): Generator<TarEntry> {
  const read = windowReader(fd, fileBytes);
  let extensions: Extensions | undefined;
  for (let offset = 0; offset < fileBytes;) {
    const bad = (what: string): StackSlimError => badTar(file, offset, what);
    const block = read(offset, blockSize);
    if (block === undefined) throw bad("is cut off inside a header");
    if (block.every((byte) => byte === 0)) {
      const next = read(offset + blockSize, blockSize);
      if (next !== undefined && next.some((byte) => byte !== 0)) throw bad("has a lone empty block");
      if (extensions !== undefined) throw bad("ends after an extended header");
      return;
    }
    const kept = Buffer.from(block);
    const header = parseTarHeader(kept);
    if (header === undefined) throw bad("has a header whose checksum or numbers are wrong");
    const dataOffset = offset + blockSize;
    if ("xgLK".includes(header.flag)) {
      const data = header.size > longestExtension ? undefined : read(dataOffset, header.size);
      if (data === undefined) throw bad("has an extended header that is cut off or longer than 1 MiB");
      extensions ??= { start: offset };
      if (header.flag === "x") {
        const pax = parsePax(data);
        if (pax === undefined) throw bad("has a malformed pax header");
        extensions.pax = pax;
      }
      if (header.flag === "L") extensions.longName = untilNul(data);
      if (header.flag === "K") extensions.longLink = untilNul(data);
      if (header.flag === "g" && Object.keys(extensions).length === 1) extensions = undefined;
      offset = dataOffset + padded(header.size);
      continue;
    }
    const entry = entryOf(header, kept, extensions, offset, (at) => read(at, blockSize), bad);
    if (entry.end > fileBytes) throw bad(`is cut off inside ${entry.path}`);
    yield entry;
    extensions = undefined;
    offset = entry.end;
  }
}

function untilNul(data: Buffer): Buffer {
  const end = data.indexOf(0);
  return Buffer.from(end === -1 ? data : data.subarray(0, end));
}

function badTar(file: string, offset: number, what: string): StackSlimError {
  return new StackSlimError(`Layer ${file} ${what} (at byte ${offset}).`, {
    code: "image.tar",
    exitCode: 3,
    hint: "Pull or build the image again; if `docker save IMAGE | tar t` also fails, the image is damaged.",
  });
}
