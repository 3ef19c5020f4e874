/** One 512-byte tar header block. Sources: POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format". */
export type TarHeader = {
  readonly name: Buffer;
  readonly linkName: Buffer;
  /** The type flag as its ASCII character; NUL reads as "0". */
  readonly flag: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of data that follow, without padding. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly deviceMajor: number;
  readonly deviceMinor: number;
  readonly format: "v7" | "ustar" | "gnu";
};

export const blockSize = 512;

/** `bytes` rounded up to whole blocks. */
export const padded = (bytes: number): number => Math.ceil(bytes / blockSize) * blockSize;

/** undefined: the checksum is wrong or a number cannot be read, so this is no tar header. */
export function parseTarHeader(block: Buffer): TarHeader | undefined {
  if (!checksumHolds(block)) return undefined;
  const magic = block.toString("latin1", 257, 265);
  const format = magic === "ustar  \0" ? "gnu" : magic.startsWith("ustar") ? "ustar" : "v7";
  const flag = block[156] === 0 ? "0" : String.fromCharCode(block[156] ?? 0);
  const prefix = format === "ustar" ? text(block, 345, 155) : Buffer.alloc(0);
  const name = text(block, 0, 100);
  const numbers = [
    number(block, 100, 8),
    number(block, 108, 8),
    number(block, 116, 8),
    number(block, 124, 12),
    number(block, 136, 12),
    flag === "3" || flag === "4" ? number(block, 329, 8) : 0,
    flag === "3" || flag === "4" ? number(block, 337, 8) : 0,
  ];
  if (numbers.some((value) => !Number.isSafeInteger(value)) || (numbers[3] ?? 0) < 0) return undefined;
  const [mode = 0, uid = 0, gid = 0, size = 0, mtime = 0, deviceMajor = 0, deviceMinor = 0] = numbers;
  return {
    name: prefix.length > 0 ? Buffer.concat([prefix, Buffer.from("/"), name]) : name,
    linkName: text(block, 157, 100),
    flag,
    mode,
    uid,
    gid,
    size,
    mtime,
    deviceMajor,
    deviceMinor,
    format,
  };
}

/** A tar number: octal text, or base 256 with the top bit set (GNU), there two's complement over the rest of the field. NaN when neither. */
export function number(block: Buffer, at: number, length: number): number {
  const first = block[at] ?? 0;
  if (first === 0x80 || first === 0xff) {
    let value = first === 0xff ? -1n : 0n;
    for (let i = 1; i < length; i++) value = (value << 8n) | BigInt(block[at + i] ?? 0);
    return Number(value);
  }
  const octal = block
    .toString("latin1", at, at + length)
    .replace(/[\0 ]+$/, "")
    .replace(/^[\0 ]+/, "");
  if (octal === "") return 0;
  return /^[0-7]+$/.test(octal) ? Number.parseInt(octal, 8) : NaN;
}

/** Writes the checksum of `block` into it. */
export function seal(block: Buffer): void {
  block.fill(0x20, 148, 156);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
}

function checksumHolds(block: Buffer): boolean {
  const expected = number(block, 148, 8);
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < blockSize; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : (block[i] ?? 0);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return expected === unsigned || expected === signed;
}

function text(block: Buffer, at: number, length: number): Buffer {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return Buffer.from(end === -1 ? field : field.subarray(0, end));
}
