import type { Spec } from "./random-tar.js";

/** What is said about a tar by a reader that shares no code with the one under test. Strings are byte strings (latin1). */
export type View = Spec & { readonly sparse: boolean; /** Bytes of data in the tar. */ readonly stored: number };

const kinds: Readonly<Record<string, Spec["kind"]>> = {
  "0": "file",
  S: "file",
  "1": "hard",
  "2": "symlink",
  "3": "character",
  "4": "block",
  "5": "directory",
  "6": "fifo",
};

type Pairs = readonly (readonly [string, Buffer])[];

/**
 * Reads a tar strictly; holes of sparse files are filled. `cutOff`: it may end in the data of its last entry, which then is shown without.
 * @throws on anything that is not as it should be.
 */
export function viewTar(tar: Buffer, { cutOff = false } = {}): readonly View[] {
  const views: View[] = [];
  let pax: Pairs = [];
  let longName: string | undefined;
  let longLink: string | undefined;
  let at = 0;
  const take = (length: number): Buffer => {
    if (at + length > tar.length) throw new Error(`ends at ${String(tar.length)}, needs ${String(length)} at ${String(at)}`);
    const bytes = tar.subarray(at, at + length);
    at += length;
    return bytes;
  };
  for (;;) {
    const block = take(512);
    if (block.every((byte) => byte === 0)) {
      if (!take(512).every((byte) => byte === 0) || at !== tar.length) throw new Error("no end where the end is");
      return views;
    }
    if (sumOf(block) !== Number(numeral(block.subarray(148, 156)))) throw new Error("checksum");
    const flag = block[156] === 0 ? "0" : String.fromCharCode(block[156] ?? 0);
    const stored = Number(value(pax, "size")?.toString() ?? numeral(block.subarray(124, 136)));
    if (flag === "x" || flag === "L" || flag === "K") {
      const data = take(Math.ceil(stored / 512) * 512).subarray(0, stored);
      if (flag === "x") pax = pairs(data);
      if (flag === "L") longName = cString(data);
      if (flag === "K") longLink = cString(data);
      continue;
    }
    let map = flag === "S" ? mapIn(block, 386, 4) : undefined;
    if (map !== undefined && block[482] === 1)
      for (let more = true; more;) {
        const next = take(512);
        map = [...map, ...mapIn(next, 0, 21)];
        more = next[504] === 1;
      }
    const start = at;
    const isCut = cutOff && start + stored > tar.length;
    const raw = isCut ? Buffer.alloc(0) : take(Math.ceil(stored / 512) * 512).subarray(0, stored);
    if (!isCut && tar.subarray(start + stored, at).some((byte) => byte !== 0)) throw new Error("padding that isn't empty");
    const magic = block.toString("latin1", 257, 263);
    const prefix = magic === "ustar\0" ? cString(block.subarray(345, 500)) : "";
    const short = cString(block.subarray(0, 100));
    const textOf = (key: string): string | undefined => value(pax, key)?.toString("latin1");
    const full = longName ?? textOf("GNU.sparse.name") ?? textOf("path") ?? (prefix === "" ? short : `${prefix}/${short}`);
    const kind = flag === "0" && full.endsWith("/") ? "directory" : kinds[flag];
    if (kind === undefined) throw new Error(`type ${flag}`);
    const target = longLink ?? textOf("linkpath") ?? cString(block.subarray(157, 257));
    const filled = fill(raw, pax, map, map === undefined ? 0 : Number(numeral(block.subarray(483, 495))));
    views.push({
      path: normal(full),
      kind,
      mode: Number(numeral(block.subarray(100, 108))),
      uid: Number(textOf("uid") ?? numeral(block.subarray(108, 116))),
      gid: Number(textOf("gid") ?? numeral(block.subarray(116, 124))),
      mtime: textOf("mtime") ?? String(numeral(block.subarray(136, 148))),
      xattrs: Object.fromEntries(
        pax.filter(([key]) => key.startsWith("SCHILY.xattr.")).map(([key, bytes]) => [key.slice(13), Buffer.from(bytes)]),
      ),
      data: filled ?? Buffer.from(raw),
      sparse: filled !== undefined,
      stored,
      link: kind === "hard" ? normal(target) : target,
      dotted: full.startsWith("./"),
      major: "34".includes(flag) ? Number(numeral(block.subarray(329, 337))) : 0,
      minor: "34".includes(flag) ? Number(numeral(block.subarray(337, 345))) : 0,
    });
    if (isCut) return views;
    pax = [];
    longName = longLink = undefined;
  }
}

/** The content with its holes; undefined: it is not stored sparse. */
function fill(raw: Buffer, pax: Pairs, old: readonly number[] | undefined, oldSize: number): Buffer | undefined {
  const number = (key: string): number => Number(value(pax, key)?.toString() ?? NaN);
  const all = (key: string): readonly number[] => pax.filter(([name]) => name === key).map(([, bytes]) => Number(bytes.toString()));
  let packed = raw;
  let map = old;
  let size = oldSize;
  if (number("GNU.sparse.major") === 1) {
    const lines = raw.toString("latin1").split("\n");
    const count = Number(lines[0]);
    const list = lines.slice(0, 1 + 2 * count);
    packed = raw.subarray(Math.ceil((list.join("\n").length + 1) / 512) * 512);
    map = list.slice(1).map(Number);
    size = number("GNU.sparse.realsize");
  } else if (value(pax, "GNU.sparse.map") !== undefined) {
    map = (value(pax, "GNU.sparse.map") ?? "").toString().split(",").map(Number);
    size = number("GNU.sparse.size");
  } else if (value(pax, "GNU.sparse.size") !== undefined) {
    const lengths = all("GNU.sparse.numbytes");
    map = all("GNU.sparse.offset").flatMap((offset, place) => [offset, lengths[place] ?? NaN]);
    size = number("GNU.sparse.size");
  }
  if (map === undefined) return undefined;
  const content = Buffer.alloc(size);
  let at = 0;
  for (let place = 0; place < map.length; place += 2) {
    const [offset = NaN, length = NaN] = map.slice(place, place + 2);
    if (offset + length > size) throw new Error("a sparse map beyond its file");
    packed.copy(content, offset, at, at + length);
    at += length;
  }
  if (at !== packed.length) throw new Error("sparse data that no map names");
  return content;
}

const value = (pax: Pairs, key: string): Buffer | undefined => pax.findLast(([name]) => name === key)?.[1];

function pairs(data: Buffer): Pairs {
  const found: [string, Buffer][] = [];
  for (let at = 0; at < data.length;) {
    const [digits = ""] = data.toString("latin1", at).split(" ", 1);
    const record = data.subarray(at + digits.length + 1, at + Number(digits));
    if (record.at(-1) !== 0x0a) throw new Error("a pax record without its end");
    found.push([record.toString("latin1", 0, record.indexOf("=")), record.subarray(record.indexOf("=") + 1, -1)]);
    at += Number(digits);
  }
  return found;
}

function mapIn(block: Buffer, start: number, most: number): readonly number[] {
  const map: number[] = [];
  for (let place = 0; place < most; place++) {
    const at = start + 24 * place;
    if (block[at] === 0) break;
    map.push(Number(numeral(block.subarray(at, at + 12))), Number(numeral(block.subarray(at + 12, at + 24))));
  }
  return map;
}

function numeral(field: Buffer): bigint {
  if (((field[0] ?? 0) & 0x80) !== 0) {
    const bits = 8 * field.length;
    return BigInt.asIntN(bits - 1, BigInt(`0x${field.toString("hex")}`));
  }
  const octal = cString(field).trim();
  if (!/^[0-7]*$/.test(octal)) throw new Error(`no number: ${JSON.stringify(octal)}`);
  return octal === "" ? 0n : BigInt(`0o${octal}`);
}

/** Without the slash at its end and the `./` at its beginning. */
const normal = (path: string): string => path.replace(/^\.\//, "").replace(/\/$/, "");

const cString = (field: Buffer): string => field.toString("latin1").split("\0", 1)[0] ?? "";

function sumOf(block: Buffer): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);
}
