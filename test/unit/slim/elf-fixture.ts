export type ElfFixture = {
  readonly needed?: readonly string[];
  readonly interpreter?: string;
  readonly runpath?: string;
  readonly machine?: number;
  /** Bytes somewhere in the file, as a program's strings are. */
  readonly strings?: string;
};

/** The smallest 64-bit ELF file with a dynamic section: one PT_LOAD over all of it, PT_INTERP, PT_DYNAMIC. */
export function elfFile({ needed = [], interpreter, runpath, machine = 62, strings = "" }: ElfFixture): Buffer {
  let table = "\0";
  const at = (text: string): number => {
    const offset = table.length;
    table += `${text}\0`;
    return offset;
  };
  const values: (readonly [number, number])[] = needed.map((name) => [1, at(name)]);
  if (runpath !== undefined) values.push([29, at(runpath)]);
  const interpreterAt = interpreter === undefined ? 0 : at(interpreter);
  table += strings;
  const headers = 64 + 3 * 56;
  const tableAt = headers;
  const dynamicAt = tableAt + table.length + 8;
  const dynamic = [...values, [5, tableAt] as const, [10, table.length] as const, [0, 0] as const];
  const bytes = Buffer.alloc(dynamicAt + dynamic.length * 16);
  bytes.write("\x7fELF\x02\x01\x01", 0, "latin1");
  bytes.writeUInt16LE(3, 16);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(3, 56);
  const segment = (index: number, type: number, offset: number, size: number): void => {
    const start = 64 + index * 56;
    bytes.writeUInt32LE(type, start);
    bytes.writeBigUInt64LE(BigInt(offset), start + 8);
    bytes.writeBigUInt64LE(BigInt(offset), start + 16);
    bytes.writeBigUInt64LE(BigInt(size), start + 32);
  };
  segment(0, 1, 0, bytes.length);
  segment(1, 2, dynamicAt, dynamic.length * 16);
  if (interpreter !== undefined) segment(2, 3, tableAt + interpreterAt, interpreter.length + 1);
  bytes.write(table, tableAt, "latin1");
  dynamic.forEach(([tag, value], i) => {
    bytes.writeBigUInt64LE(BigInt(tag), dynamicAt + i * 16);
    bytes.writeBigUInt64LE(BigInt(value), dynamicAt + i * 16 + 8);
  });
  return bytes;
}
