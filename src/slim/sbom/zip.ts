import { inflateRawSync } from "node:zlib";
import type { ByteReader } from "../elf-head.js";

export type ZipEntry = {
  readonly name: string;
  readonly stored: boolean;
  readonly bytes: number;
  readonly packedBytes: number;
  readonly headerAt: number;
};

/** Above it, an archive is not looked into. */
const largestDirectory = 32 * 1024 * 1024;
const endBytes = 22;

/**
 * The entries of a ZIP archive of `size` bytes by its central directory; undefined: none, a broken one, or one of more than 65,535 entries (ZIP64).
 * Bytes before the archive (a script that starts it) are allowed. Source: PKWARE APPNOTE, 4.3.
 */
export function zipEntries(read: ByteReader, size: number): readonly ZipEntry[] | undefined {
  const tailBytes = Math.min(size, endBytes + 0xffff);
  const tail = read(size - tailBytes, tailBytes);
  const at = tail.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (at === -1 || at + endBytes > tail.length) return undefined;
  const bytes = tail.readUInt32LE(at + 12);
  const endAt = size - tailBytes + at;
  const before = endAt - bytes - tail.readUInt32LE(at + 16);
  if (bytes > largestDirectory || before < 0) return undefined;
  const directory = read(endAt - bytes, bytes);
  const entries: ZipEntry[] = [];
  for (let from = 0; from + 46 <= directory.length && directory.readUInt32LE(from) === 0x02014b50;) {
    const [nameBytes, extraBytes, noteBytes] = [28, 30, 32].map((offset) => directory.readUInt16LE(from + offset));
    entries.push({
      name: directory.toString("utf8", from + 46, from + 46 + (nameBytes ?? 0)),
      stored: directory.readUInt16LE(from + 10) === 0,
      bytes: directory.readUInt32LE(from + 24),
      packedBytes: directory.readUInt32LE(from + 20),
      headerAt: before + directory.readUInt32LE(from + 42),
    });
    from += 46 + (nameBytes ?? 0) + (extraBytes ?? 0) + (noteBytes ?? 0);
  }
  return entries;
}

/** Where an entry's data begins; undefined when its header isn't there. */
export function zipDataAt(read: ByteReader, { headerAt }: ZipEntry): number | undefined {
  const header = read(headerAt, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) return undefined;
  return headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/** An entry's content; undefined when it is damaged, encrypted or longer than `most`. */
export function zipContent(read: ByteReader, entry: ZipEntry, most: number): Buffer | undefined {
  const at = entry.bytes > most || entry.packedBytes > most ? undefined : zipDataAt(read, entry);
  if (at === undefined) return undefined;
  const packed = read(at, entry.packedBytes);
  try {
    return entry.stored ? packed : inflateRawSync(packed, { maxOutputLength: most });
  } catch {
    return undefined;
  }
}
