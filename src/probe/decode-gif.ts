import type { GifReader } from "omggif";

/** Every frame of a GIF decoded; gives its size in pixels. Throws when there is no frame, or one has too few or too many pixels. */
export const decodeGif = (
  gif: GifReader,
  refuse: (width: number, height: number) => void,
): { readonly width: number; readonly height: number } => {
  const { width, height } = gif;
  refuse(width, height);
  const frames = gif.numFrames();
  if (frames === 0) throw new Error("it has no picture in it");
  const pixels = new Uint8Array(width * height * 4);
  for (let frame = 0; frame < frames; frame += 1) failingOnWarnings(() => gif.decodeAndBlitFrameRGBA(frame, pixels));
  return { width, height };
};

// The library writes to the console that a frame is too short or too long, and goes on.
const failingOnWarnings = (decode: () => void): void => {
  const { log } = console;
  const warnings: string[] = [];
  console.log = (warning: unknown) => void warnings.push(String(warning));
  try {
    decode();
  } finally {
    console.log = log;
  }
  if (warnings[0] !== undefined) throw new Error(warnings[0].replace(/^Warning, /, ""));
};
