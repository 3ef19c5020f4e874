/** Reads bytes of a file; fewer than asked for at its end. */
export type ByteReader = (offset: number, length: number) => Buffer;

type Read = (from: Buffer, at: number) => number;
/** The first 64 bytes of an ELF file, whether it is of 64 bits, and how its numbers are read: `word` is an address or offset of its class. */
export type ElfHead = { readonly head: Buffer; readonly wide: boolean; readonly u16: Read; readonly u32: Read; readonly word: Read };

/** undefined: no ELF file. Source: System V ABI, chapter 4. */
export function elfHead(read: ByteReader): ElfHead | undefined {
  const head = read(0, 64);
  if (head.length < 52 || head.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const wide = head[4] === 2;
  const little = head[5] === 1;
  const u16: Read = (from, at) => (little ? from.readUInt16LE(at) : from.readUInt16BE(at));
  const u32: Read = (from, at) => (little ? from.readUInt32LE(at) : from.readUInt32BE(at));
  const word: Read = (from, at) => (wide ? Number(little ? from.readBigUInt64LE(at) : from.readBigUInt64BE(at)) : u32(from, at));
  return { head, wide, u16, u32, word };
}
