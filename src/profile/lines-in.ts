/** In place of a line that is longer than it may be. */
export const tooLong = Symbol("too long");

/** Lines with their ends; `longest` is asked of each, in bytes. A last line without one is no whole line, and given as it is. */
export async function* linesIn(chunks: AsyncIterable<Buffer>, longest: () => number): AsyncGenerator<Buffer | typeof tooLong> {
  let rest: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      const part = chunk.subarray(start, end + 1);
      const line = rest.length === 0 ? part : Buffer.concat([...rest, part]);
      rest = [];
      length = 0;
      start = end + 1;
      yield line.length > longest() ? tooLong : line;
    }
    rest.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > longest()) yield tooLong;
  }
  if (length > 0) yield Buffer.concat(rest);
}
