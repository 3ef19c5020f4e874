import { type ByteReader, elfHead } from "./elf-head.js";

/** What the run-time loader and dlopen need to know of an ELF file. Source: System V ABI, chapters 4 and 5; <elf.h>. */
export type ElfFacts = {
  /** Class and machine: objects of one process agree in it. */
  readonly kind: string;
  readonly interpreter: string | undefined;
  readonly needed: readonly string[];
  readonly soname: string | undefined;
  readonly rpath: readonly string[];
  readonly runpath: readonly string[];
  /** Names iconv_open among its symbols: it converts character sets by name. */
  readonly converts: boolean;
};

const tags = { needed: 1, stringTable: 5, stringTableSize: 10, soname: 14, rpath: 15, runpath: 29 } as const;
const mostBytes = 4 * 1024 * 1024;

type Segment = { readonly type: number; readonly offset: number; readonly address: number; readonly size: number };

/** undefined: no ELF file, or a broken one. */
export function parseElf(read: ByteReader): ElfFacts | undefined {
  const found = elfHead(read);
  if (found === undefined) return undefined;
  const { head, wide, u16, u32, word } = found;
  try {
    const tableAt = word(head, wide ? 32 : 28);
    const entrySize = u16(head, wide ? 54 : 42);
    const table = read(tableAt, entrySize * u16(head, wide ? 56 : 44));
    const segments: Segment[] = [];
    for (let at = 0; at + entrySize <= table.length && entrySize >= 32; at += entrySize) {
      const [offset, address, size] = wide ? [8, 16, 32] : [4, 8, 16];
      segments.push({
        type: u32(table, at),
        offset: word(table, at + offset),
        address: word(table, at + address),
        size: word(table, at + size),
      });
    }
    const interpreter = segments.find(({ type }) => type === 3);
    const dynamic = segments.find(({ type }) => type === 2);
    const values = dynamic === undefined ? [] : dynamicValues(read(dynamic.offset, Math.min(dynamic.size, mostBytes)), wide ? 8 : 4, word);
    const one = (tag: number): number | undefined => values.find(([key]) => key === tag)?.[1];
    const strings = stringTable(read, segments, one(tags.stringTable), one(tags.stringTableSize));
    const named = (tag: number): readonly string[] => values.filter(([key]) => key === tag).map(([, at]) => textAt(strings, at));
    const paths = (tag: number): readonly string[] =>
      named(tag)
        .flatMap((path) => path.split(":"))
        .filter((path) => path !== "");
    return {
      kind: `${String(head[4])}-${String(head[5])}-${String(u16(head, 18))}`,
      interpreter: interpreter === undefined ? undefined : textAt(read(interpreter.offset, Math.min(interpreter.size, 4096)), 0),
      needed: named(tags.needed),
      soname: named(tags.soname)[0],
      rpath: paths(tags.rpath),
      runpath: paths(tags.runpath),
      converts: strings.includes("\0iconv_open\0", 0, "latin1"),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function dynamicValues(table: Buffer, size: number, word: (from: Buffer, at: number) => number): readonly (readonly [number, number])[] {
  const values: (readonly [number, number])[] = [];
  for (let at = 0; at + 2 * size <= table.length; at += 2 * size) {
    const tag = word(table, at);
    if (tag === 0) break;
    values.push([tag, word(table, at + size)]);
  }
  return values;
}

function stringTable(read: ByteReader, segments: readonly Segment[], address: number | undefined, size: number | undefined): Buffer {
  if (address === undefined || size === undefined) return Buffer.alloc(0);
  const segment = segments.find(({ type, address: start, size: length }) => type === 1 && address >= start && address < start + length);
  return segment === undefined ? Buffer.alloc(0) : read(segment.offset + address - segment.address, Math.min(size, mostBytes));
}

function textAt(strings: Buffer, at: number): string {
  const end = strings.indexOf(0, at);
  return at >= strings.length ? "" : strings.toString("latin1", at, end === -1 ? strings.length : end);
}
