import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readLogTail } from "../../../src/docker/log-tail.js";

const frame = (stream: number, text: string): Buffer => {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

const tail = (maxBytes: number, ...chunks: readonly Buffer[]): Promise<string> => readLogTail(Readable.from(chunks), maxBytes);

test.each([
  ["both streams in order", [Buffer.concat([frame(1, "out\n"), frame(2, "err\n")])], "out\nerr\n"],
  ["the last bytes only", [frame(1, "0123456789abcdef"), frame(2, "ghij")], "cdefghij"],
  ["a frame cut short gives what there is", [Buffer.concat([frame(1, "out\n"), frame(2, "errors").subarray(0, 11)])], "out\nerr"],
  ["a terminal's plain text", [Buffer.from("plain "), Buffer.from("text")], "ain text"],
  ["plain text that is shorter than a header", [Buffer.from("ab")], "ab"],
  ["plain text that begins like one", [Buffer.from([1, 0, 0x41]), Buffer.from("bc")], "\u0001\0Abc"],
  ["JSON of a terminal", [Buffer.from("[1,2]")], "[1,2]"],
  ["no half character in front", [frame(1, "aéééé")], "éééé"],
  ["nor two thirds of one", [frame(1, "€€€")], "€€"],
  ["nothing", [], ""],
] as const)("%s", async (_, chunks, text) => {
  expect(await tail(8, ...chunks)).toBe(text);
});

test("wherever the chunks end, it is the same", async () => {
  const texts = fc.array(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), async (lines, cuts) => {
      const all = Buffer.concat(lines.map((line, at) => frame((at % 2) + 1, line)));
      const chunks: Buffer[] = [];
      for (let at = 0, cut = 0; at < all.length; at += cuts[cut++ % cuts.length] ?? 1)
        chunks.push(all.subarray(at, at + (cuts[cut % cuts.length] ?? 1)));
      expect(await tail(24, ...chunks)).toBe(await tail(24, all));
      expect(await tail(10_000, ...chunks)).toBe(lines.join(""));
    }),
    { seed: 7 },
  );
});

test("a flood is not held in memory", async () => {
  const chunk = frame(1, "x".repeat(64 * 1024));
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const flood = Readable.from(
    (function* () {
      for (let at = 0; at < 4096; at++) {
        if (at % 256 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        yield Buffer.from(chunk);
      }
    })(),
  );
  expect(await readLogTail(flood, 64 * 1024)).toBe("x".repeat(64 * 1024));
  expect(most).toBeLessThan(128 * 1024 * 1024);
});
