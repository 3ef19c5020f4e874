import { decodePath } from "../model/path-bytes.js";
import type { PaxRecords } from "./pax-records.js";
import { blockSize, number, padded, type TarHeader } from "./tar-header.js";

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

/** What extended headers before an entry's own say of it; `start`: the first of them. */
export type Extensions = { start: number; longName?: Buffer; longLink?: Buffer; pax?: PaxRecords };

/** Bytes. Source: Linux, PATH_MAX. */
const longestPath = 4096;

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
 * The entry that a header, and the extended headers before it, make up. `blockAt` reads on after it, where a GNU sparse map does; `bad` makes the
 * error that is thrown when the two contradict each other or name what no image can have.
 */
export function entryOf(
  header: TarHeader,
  block: Buffer,
  extensions: Extensions | undefined,
  offset: number,
  blockAt: (offset: number) => Buffer | undefined,
  bad: (what: string) => Error,
): TarEntry {
  const pax = extensions?.pax;
  const whole = (value: number, what: string): number =>
    Number.isSafeInteger(value) && value >= 0 ? value : throwIt(bad(`has a bad ${what}`));
  const decimal = (key: string, otherwise: number): number => {
    const value = pax?.get(key);
    if (value === undefined) return otherwise;
    const parsed = Number(value.toString("latin1"));
    // Times may have fractions and lie before 1970; nothing else does.
    return key === "mtime" ? (Number.isFinite(parsed) ? parsed : throwIt(bad(`has a bad pax ${key}`))) : whole(parsed, `pax ${key}`);
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
  const realSize =
    header.flag === "S" ? whole(number(block, 483, 12), "sparse size") : decimal("GNU.sparse.realsize", decimal("GNU.sparse.size", stored));
  for (const [what, text] of Object.entries({ path: name, link: linkName }))
    if (text.length > longestPath) throw bad(`has a ${what} of ${String(text.length)} bytes, longer than any system takes`);
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

function throwIt(error: Error): never {
  throw error;
}
