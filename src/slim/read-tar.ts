import { closeSync, fstatSync, openSync } from "node:fs";
import { StackSlimError } from "../model/errors.js";
import { decodePath } from "../model/path-bytes.js";
import { parsePax, type PaxRecords } from "./pax-records.js";
import { blockSize, number, padded, parseTarHeader, type TarHeader } from "./tar-header.js";
import { windowReader } from "./window-reader.js";

export type TarType = "file" | "hard-link" | "symlink" | "character-device" | "block-device" | "directory" | "fifo";

/** One entry of a layer, and where its bytes are: all blocks that make it up (pax and GNU headers too) are [headerOffset, end). */
export type TarEntry = {
  /** Absolute, without `.`, `..` or trailing slash; "/" is the root. Characters: see path-bytes.ts. */
  readonly path: string;
  readonly type: TarType;
  /** A symlink's text as it stands, a hard link's target as an absolute path; "" otherwise. */
  readonly linkName: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of the file once unpacked; of a sparse file with its holes. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly deviceMajor: number;
  readonly deviceMinor: number;
  /** The data is stored without its holes, so it can't be read in place. */
  readonly sparse: boolean;
  readonly headerOffset: number;
  readonly dataOffset: number;
  readonly end: number;
};

const longestExtension = 1024 * 1024;
const types: Readonly<Record<string, TarType>> = {
  "0": "file",
  "7": "file",
  S: "file",
  "1": "hard-link",
  "2": "symlink",
  "3": "character-device",
  "4": "block-device",
  "5": "directory",
  "6": "fifo",
};

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

type Extensions = { start: number; longName?: Buffer; longLink?: Buffer; pax?: PaxRecords };

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
      if (header.flag === "x") extensions.pax = parsePax(data) ?? throwIt(bad("has a malformed pax header"));
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

function entryOf(
  header: TarHeader,
  block: Buffer,
  extensions: Extensions | undefined,
  offset: number,
  blockAt: (offset: number) => Buffer | undefined,
  bad: (what: string) => StackSlimError,
): TarEntry {
  const pax = extensions?.pax;
  const decimal = (key: string, otherwise: number): number => {
    const value = pax?.get(key);
    if (value === undefined) return otherwise;
    const parsed = Number(value.toString("latin1"));
    return Number.isFinite(parsed) && (key !== "size" || (Number.isSafeInteger(parsed) && parsed >= 0))
      ? parsed
      : throwIt(bad(`has a bad pax ${key}`));
  };
  const name = extensions?.longName ?? pax?.get("GNU.sparse.name") ?? pax?.get("path") ?? header.name;
  const linkName = extensions?.longLink ?? pax?.get("linkpath") ?? header.linkName;
  const type =
    header.flag === "0" && name.at(-1) === 0x2f
      ? "directory"
      : (types[header.flag] ?? throwIt(bad(`has an entry of unknown type ${JSON.stringify(header.flag)}`)));
  const stored = type === "file" ? decimal("size", header.size) : 0;
  const paxSparse = pax?.has("GNU.sparse.major") === true || pax?.has("GNU.sparse.size") === true || pax?.has("GNU.sparse.map") === true;
  let dataOffset = offset + blockSize;
  if (header.flag === "S") {
    for (let more = block[482] === 1; more; dataOffset += blockSize) {
      const next = blockAt(dataOffset);
      if (next === undefined) throw bad("is cut off inside a sparse map");
      more = next[504] === 1;
    }
  }
  const realSize = header.flag === "S" ? number(block, 483, 12) : decimal("GNU.sparse.realsize", decimal("GNU.sparse.size", stored));
  return {
    path: inside(name) ?? throwIt(bad(`names a path outside the image: ${JSON.stringify(decodePath(name))}`)),
    type,
    linkName:
      type === "symlink"
        ? decodePath(linkName)
        : type === "hard-link"
          ? (inside(linkName) ?? throwIt(bad("has a hard link out of the image")))
          : "",
    mode: header.mode & 0o7777,
    uid: decimal("uid", header.uid),
    gid: decimal("gid", header.gid),
    size: realSize,
    mtime: decimal("mtime", header.mtime),
    deviceMajor: header.deviceMajor,
    deviceMinor: header.deviceMinor,
    sparse: header.flag === "S" || paxSparse,
    headerOffset: extensions?.start ?? offset,
    dataOffset,
    end: dataOffset + padded(stored),
  };
}

/** The name as an absolute path; undefined when it leaves the root or is empty. */
function inside(name: Buffer): string | undefined {
  if (name.length === 0 || name.includes(0)) return undefined;
  const parts = decodePath(name)
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  return parts.includes("..") ? undefined : `/${parts.join("/")}`;
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

function throwIt(error: Error): never {
  throw error;
}
