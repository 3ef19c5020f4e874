import { GifWriter } from "omggif";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";

/** Small pictures that decode, of 8 × 6 pixels, the still WebP ones of 4 × 4. */
const pixels = Buffer.from(Array.from({ length: 8 * 6 * 4 }, (_, index) => (index * 37) % 256));

const png = (): Buffer => {
  const image = new PNG({ width: 8, height: 6 });
  pixels.copy(image.data);
  return PNG.sync.write(image);
};

const gif = (): Buffer => {
  const buffer = Buffer.alloc(4096);
  const writer = new GifWriter(buffer, 8, 6, { palette: [0, 0xffffff], loop: 0 });
  for (const turn of [2, 3]) {
    writer.addFrame(
      0,
      0,
      8,
      6,
      Array.from({ length: 48 }, (_, index) => (index % turn === 0 ? 1 : 0)),
    );
  }
  return buffer.subarray(0, writer.end());
};

const lossyWithAlpha = Buffer.from(
  "UklGRlAAAABXRUJQVlA4WAoAAAAQAAAAAwAAAwAAQUxQSBEAAAAAGz9jh6vP8xc7X4Ony+8TNwBWUDggGAAAADABAJ0BKgQABAACwEwlpAADcAD+8CcAAA==",
  "base64",
);
const lossless = Buffer.from("UklGRh4AAABXRUJQVlA4TBEAAAAvA8AAAAfQ//73v/+BiOh/AAA=", "base64");

const chunk = (name: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
};

/** Two frames on a canvas of 8 × 6, one of them with its alpha in a chunk of its own. */
const animated = (): Buffer => {
  const canvas = Buffer.from([0x12, 0, 0, 0, 7, 0, 0, 5, 0, 0]);
  const frame = (pictures: Buffer): Buffer =>
    chunk("ANMF", Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 3, 0, 0, 3, 0, 0, 100, 0, 0, 0]), pictures]));
  const frames = [frame(lossyWithAlpha.subarray(30)), frame(lossless.subarray(12))];
  return chunk("RIFF", Buffer.concat([Buffer.from("WEBP"), chunk("VP8X", canvas), chunk("ANIM", Buffer.alloc(6)), ...frames]));
};

export const images = {
  png: png(),
  jpeg: Buffer.from(jpeg.encode({ width: 8, height: 6, data: pixels }, 80).data),
  gif: gif(),
  "webp with alpha": lossyWithAlpha,
  "lossless webp": lossless,
  "animated webp": animated(),
};
