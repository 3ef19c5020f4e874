import type { ImageFormat } from "../model/config.js";
import { decodeGif } from "./decode-gif.js";
import { messageOf } from "./explain.js";
import { importClient } from "./import-client.js";
import { preview } from "./text-pattern.js";
import { webpStills } from "./webp-stills.js";

export type Image = { readonly format: ImageFormat; readonly width: number; readonly height: number };

type Size = Omit<Image, "format">;

/** First bytes, in latin1. Sources: JPEG (ITU T.81 B.1.1.3), PNG (ISO 15948, 5.2), GIF89a, RIFF container of WebP (RFC 9649, 2.4). */
export const imageSignatures: Readonly<Record<ImageFormat, RegExp>> = {
  jpeg: /^\xff\xd8\xff/,
  png: /^\x89PNG\r\n\x1a\n/,
  gif: /^GIF8[79]a/,
  webp: /^RIFF.{4}WEBP/s,
};

const maxPixels = 50_000_000;

/** A picture decoded as a browser would, every frame of it; else one clause on why not. Throws StackSlimError `probe.client-missing` without its decoder. */
export const decodeImage = async (body: Buffer): Promise<Image | { readonly error: string }> => {
  const begin = body.toString("latin1", 0, 16);
  const format = (Object.keys(imageSignatures) as ImageFormat[]).find((each) => imageSignatures[each].test(begin));
  if (format === undefined) {
    return { error: `the ${body.length} bytes of the body are no png, jpeg, gif or webp; they begin ${preview(body.toString(), 40)}` };
  }
  const decode = await decoders[format]();
  try {
    return { format, ...decode(body) };
  } catch (error) {
    return { error: `the ${body.length} bytes of the body begin as ${format}, but don't decode: ${messageOf(error)}` };
  }
};

const decoders: Readonly<Record<ImageFormat, () => Promise<(body: Buffer) => Size>>> = {
  png: async () => {
    const { PNG } = await importClient("pngjs", () => import("pngjs"));
    return (body) => {
      // Sizes stand at fixed places: ISO 15948, 11.2.2.
      if (body.length < 24) throw new Error("the file is cut off");
      refuseHuge(body.readUInt32BE(16), body.readUInt32BE(20));
      const { width, height } = PNG.sync.read(body);
      return { width, height };
    };
  },
  jpeg: async () => {
    const { default: jpeg } = await importClient("jpeg-js", () => import("jpeg-js"));
    return (body) => {
      const limits = { maxResolutionInMP: maxPixels / 1_000_000, maxMemoryUsageInMB: 512 };
      const { width, height } = jpeg.decode(body, { useTArray: true, tolerantDecoding: false, formatAsRGBA: false, ...limits });
      return { width, height };
    };
  },
  gif: async () => {
    const { GifReader } = await importClient("omggif", () => import("omggif"));
    return (body) => decodeGif(new GifReader(body), refuseHuge);
  },
  webp: async () => {
    const { decode } = await importClient("@cwasm/webp", async () => (await import("@cwasm/webp")).default);
    return (body) => {
      const { size, stills } = webpStills(body);
      const sizes = stills.map((still) => decode(still)).map(({ width, height }) => ({ width, height }));
      const first = size ?? sizes[0];
      if (first === undefined) throw new Error("it has no picture in it");
      return first;
    };
  },
};

const refuseHuge = (width: number, height: number): void => {
  if (width * height > maxPixels) throw new Error(`${width} × ${height} is more than ${maxPixels / 1_000_000} million pixels`);
};
