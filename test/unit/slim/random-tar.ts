import { padded, seal } from "../../../src/slim/tar-header.js";

/** Names, link texts and paths are byte strings here: one character (latin1) a byte. No leading slash, no trailing one. */
export type Spec = {
  readonly path: string;
  readonly kind: "file" | "hard" | "symlink" | "character" | "block" | "directory" | "fifo";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Decimal, with a fraction where the format can hold one. */
  readonly mtime: string;
  readonly xattrs: Readonly<Record<string, Buffer>>;
  /** With its holes. */
  readonly data: Buffer;
  /** A symlink's text, or the path a hard link leads to. */
  readonly link: string;
  readonly major: number;
  readonly minor: number;
  /** Names begin with `./`, as `tar -c .` writes them. */
  readonly dotted: boolean;
};

export const emptySpec: Spec = {
  path: "",
  kind: "file",
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: "0",
  xattrs: {},
  data: Buffer.alloc(0),
  link: "",
  major: 0,
  minor: 0,
  dotted: false,
};

export type Format = "v7" | "ustar" | "pax" | "gnu" | "gnu-sparse" | "pax-sparse-0.0" | "pax-sparse-0.1" | "pax-sparse-1.0";

const flags = { file: "0", hard: "1", symlink: "2", character: "3", block: "4", directory: "5", fifo: "6" } as const;

/** The extents of a sparse file: runs of blocks that aren't all zero, and an empty one at its end, as GNU tar writes it. */
function extents(data: Buffer): readonly (readonly [offset: number, length: number])[] {
  const found: [number, number][] = [];
  for (let at = 0; at < data.length; at += 512) {
    const length = Math.min(512, data.length - at);
    if (data.subarray(at, at + length).every((byte) => byte === 0)) continue;
    const last = found.at(-1);
    if (last !== undefined && last[0] + last[1] === at) last[1] += length;
    else found.push([at, length]);
  }
  const last = found.at(-1);
  return last !== undefined && last[0] + last[1] === data.length ? found : [...found, [data.length, 0]];
}

/** Whether a format can hold an entry at all. */
export function holds(format: Format, spec: Spec): boolean {
  const { uid, gid, mtime, xattrs, kind, data } = spec;
  if (format.includes("sparse") && (kind !== "file" || data.length === 0)) return false;
  if (format.startsWith("pax")) return true;
  if (Object.keys(xattrs).length > 0 || mtime.includes(".")) return false;
  if (format.startsWith("gnu")) return true;
  if (mtime.startsWith("-") || Number(mtime) >= 8 ** 11 || uid >= 8 ** 7 || gid >= 8 ** 7) return false;
  if (linkText(spec).length > 100) return false;
  if (format === "v7") return ["file", "hard", "symlink", "directory"].includes(kind) && name(spec).length < 100;
  return name(spec).length <= 100 || prefixed(name(spec)) !== undefined;
}

/** As they stand in the tar. The root is the path "". */
const name = ({ path, kind, dotted }: Spec): string =>
  (dotted || path === "" ? "./" : "") + (kind === "directory" && path !== "" ? `${path}/` : path);
const linkText = ({ link, kind, dotted }: Spec): string => (kind === "hard" && dotted ? `./${link}` : link);

function prefixed(path: string): readonly [string, string] | undefined {
  for (let at = path.indexOf("/"); at !== -1 && at < path.length - 1; at = path.indexOf("/", at + 1))
    if (at > 0 && at <= 155 && path.length - at - 1 <= 100) return [path.slice(0, at), path.slice(at + 1)];
  return undefined;
}

/** The blocks of an entry. `storedSize`: claims to have so many bytes of data, which are left to the caller. */
export function entryBlocks(spec: Spec, format: Format, storedSize?: number): Buffer {
  const { kind, data, xattrs, uid, gid, mtime } = spec;
  const link = linkText(spec);
  const map = extents(data);
  const sparse = format.includes("sparse");
  const packed = sparse ? Buffer.concat(map.map(([offset, length]) => data.subarray(offset, offset + length))) : data;
  const text = (value: unknown): Buffer => Buffer.from(String(value), "latin1");
  const full = name(spec);
  const pax: [string, Buffer][] = [];
  const extra: Buffer[] = [];
  let content = kind === "file" ? packed : Buffer.alloc(0);
  let head = full;
  if (format.startsWith("pax")) {
    for (const [key, value] of Object.entries(xattrs)) pax.push([`SCHILY.xattr.${key}`, value]);
    if (uid >= 8 ** 7) pax.push(["uid", text(uid)]);
    if (gid >= 8 ** 7) pax.push(["gid", text(gid)]);
    if (!/^\d+$/.test(mtime) || Number(mtime) >= 8 ** 11) pax.push(["mtime", text(mtime)]);
    if (link.length > 100) pax.push(["linkpath", text(link)]);
    if ((storedSize ?? 0) >= 8 ** 11) pax.push(["size", text(storedSize)]);
    if (format === "pax-sparse-1.0") {
      pax.push(["GNU.sparse.major", text(1)], ["GNU.sparse.minor", text(0)], ["GNU.sparse.name", text(full)]);
      pax.push(["GNU.sparse.realsize", text(data.length)]);
      const list = text([map.length, ...map.flat()].map((number) => `${String(number)}\n`).join(""));
      content = Buffer.concat([list, Buffer.alloc(padded(list.length) - list.length), packed]);
      head = "GNUSparseFile.0/f";
    } else if (format === "pax-sparse-0.1") {
      pax.push(["GNU.sparse.size", text(data.length)], ["GNU.sparse.numblocks", text(map.length)], ["GNU.sparse.name", text(full)]);
      pax.push(["GNU.sparse.map", text(map.flat().join(","))]);
      head = "GNUSparseFile.0/f";
    } else if (format === "pax-sparse-0.0") {
      pax.push(["GNU.sparse.size", text(data.length)], ["GNU.sparse.numblocks", text(map.length)]);
      for (const [offset, length] of map) pax.push(["GNU.sparse.offset", text(offset)], ["GNU.sparse.numbytes", text(length)]);
    }
    if (head === full && full.length > 100) pax.push(["path", text(full)]);
  }
  if (format.startsWith("gnu")) {
    if (full.length > 100) extra.push(longRecord("L", full));
    if (link.length > 100) extra.push(longRecord("K", link));
  }
  if (pax.length > 0) extra.push(paxHeader(pax));
  const block = Buffer.alloc(512);
  const split = format === "ustar" && full.length > 100 ? prefixed(full) : undefined;
  text(split?.[1] ?? head).copy(block, 0, 0, 100);
  text(link).copy(block, 157, 0, 100);
  const gnu = format.startsWith("gnu");
  put(block, 100, 8, BigInt(spec.mode), gnu);
  put(block, 108, 8, BigInt(uid), gnu);
  put(block, 116, 8, BigInt(gid), gnu);
  put(block, 124, 12, BigInt(storedSize ?? content.length), gnu);
  put(block, 136, 12, BigInt(Math.floor(Number(mtime))), gnu);
  const old = format === "gnu-sparse";
  block.write(format === "v7" && kind === "directory" ? "\0" : old ? "S" : flags[kind], 156, "latin1");
  if (format !== "v7") block.write(gnu ? "ustar  \0" : "ustar\x0000", 257, "latin1");
  if (kind === "character" || kind === "block") {
    put(block, 329, 8, BigInt(spec.major), gnu);
    put(block, 337, 8, BigInt(spec.minor), gnu);
  }
  if (split !== undefined) text(split[0]).copy(block, 345);
  const mapBlocks = old ? sparseBlocks(block, map, data.length) : [];
  seal(block);
  return Buffer.concat([...extra, block, ...mapBlocks, content, Buffer.alloc(padded(content.length) - content.length)]);
}

/** Octal where that holds it; base 256 in GNU's formats; else 0, for a pax record to say. */
function put(block: Buffer, at: number, length: number, value: bigint, gnu: boolean): void {
  if (value >= 0n && value < 8n ** BigInt(length - 1)) {
    block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
  } else if (gnu) {
    let rest = BigInt.asUintN(8 * length, value);
    for (let i = length - 1; i >= 0; i--, rest >>= 8n) block[at + i] = Number(rest & 0xffn);
    block[at] = (block[at] ?? 0) | 0x80;
  } else block.write(`${"0".repeat(length - 1)}\0`, at, "latin1");
}

function sparseBlocks(block: Buffer, map: readonly (readonly [number, number])[], realSize: number): readonly Buffer[] {
  const write = (into: Buffer, start: number, most: number): void => {
    for (const [place, [offset, length]] of map.slice(start, start + most).entries()) {
      const at = (into === block ? 386 : 0) + 24 * place;
      put(into, at, 12, BigInt(offset), true);
      put(into, at + 12, 12, BigInt(length), true);
    }
  };
  write(block, 0, 4);
  put(block, 483, 12, BigInt(realSize), true);
  const more: Buffer[] = [];
  for (let start = 4; start < map.length; start += 21) {
    const next = Buffer.alloc(512);
    write(next, start, 21);
    if (start + 21 < map.length) next[504] = 1;
    more.push(next);
  }
  if (more.length > 0) block[482] = 1;
  return more;
}

function longRecord(flag: "L" | "K", value: string): Buffer {
  const data = Buffer.from(`${value}\0`, "latin1");
  return Buffer.concat([
    extensionHeader("././@LongLink", flag, data.length, "ustar  \0"),
    data,
    Buffer.alloc(padded(data.length) - data.length),
  ]);
}

function paxHeader(records: readonly (readonly [string, Buffer])[]): Buffer {
  const data = Buffer.concat(
    records.map(([key, value]) => {
      const rest = Buffer.concat([Buffer.from(` ${key}=`, "latin1"), value, Buffer.from("\n")]);
      let length = rest.length + 1;
      while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
      return Buffer.concat([Buffer.from(String(length)), rest]);
    }),
  );
  return Buffer.concat([
    extensionHeader("PaxHeaders/x", "x", data.length, "ustar\x0000"),
    data,
    Buffer.alloc(padded(data.length) - data.length),
  ]);
}

function extensionHeader(path: string, flag: string, size: number, magic: string): Buffer {
  const block = Buffer.alloc(512);
  block.write(path, 0, "latin1");
  block.write(`0000644\x000000000\x000000000\0${size.toString(8).padStart(11, "0")}\x0000000000000\0`, 100, "latin1");
  block.write(flag, 156, "latin1");
  block.write(magic, 257, "latin1");
  seal(block);
  return block;
}
