import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { demultiplex, readBounded } from "../../../src/docker/stream-text.js";

const frame = (stream: number, text: string): Buffer => {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

test.each([
  ["both streams in order", Buffer.concat([frame(1, "out\n"), frame(2, "err\n")]), "out\nerr\n"],
  ["a frame cut short gives what there is", Buffer.concat([frame(1, "out\n"), frame(2, "errors").subarray(0, 11)]), "out\nerr"],
  ["a tty's plain text", Buffer.from("plain text without frames"), "plain text without frames"],
  ["nothing", Buffer.alloc(0), ""],
])("%s", (_, raw, text) => {
  expect(demultiplex(raw)).toBe(text);
});

test("a bounded read takes the first bytes and drains the rest", async () => {
  const source = Readable.from([Buffer.from("abc"), Buffer.from("def"), Buffer.from("ghi")]);
  expect((await readBounded(source, 5)).toString()).toBe("abcde");
  expect(source.readableEnded).toBe(true);
});
