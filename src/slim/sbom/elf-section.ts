import { type ByteReader, elfHead } from "../elf-head.js";

const largestTable = 4 * 1024 * 1024;

/** Where a section of an ELF file lies; undefined: no ELF file, a broken one, or no such section. Source: System V ABI, chapter 4. */
export function sectionNamed(read: ByteReader, wanted: string): { readonly offset: number; readonly bytes: number } | undefined {
  const found = elfHead(read);
  if (found === undefined) return undefined;
  const { head, wide, u16, u32, word } = found;
  try {
    const [entrySize, count, namesAt] = (wide ? [58, 60, 62] : [46, 48, 50]).map((at) => u16(head, at));
    if (entrySize === undefined || count === undefined || entrySize < (wide ? 64 : 40)) return undefined;
    const table = read(word(head, wide ? 40 : 32), entrySize * count);
    const section = (number: number): { readonly name: number; readonly offset: number; readonly bytes: number } => {
      const at = number * entrySize;
      return { name: u32(table, at), offset: word(table, at + (wide ? 24 : 16)), bytes: word(table, at + (wide ? 32 : 20)) };
    };
    const strings = section(namesAt ?? 0);
    const names = read(strings.offset, Math.min(strings.bytes, largestTable));
    const text = Buffer.from(`${wanted}\0`, "latin1");
    for (let number = 0; number < count; number++) {
      const { name, offset, bytes } = section(number);
      if (names.subarray(name, name + text.length).equals(text)) return { offset, bytes };
    }
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
