import type { ImageExpectation } from "../model/config.js";
import { decodeImage } from "./decode-image.js";

/** What is wrong with the picture, as one line; undefined when it decodes to the last pixel and is as expected, or when nothing is. */
export const imageProblem = async (expected: ImageExpectation | undefined, body: Buffer): Promise<string | undefined> => {
  if (expected === undefined) return undefined;
  const image = await decodeImage(body);
  if ("error" in image) return image.error;
  if (expected.format !== undefined && image.format !== expected.format)
    return `the picture is ${image.format}, expected ${expected.format}`;
  for (const side of ["width", "height"] as const) {
    const wanted = expected[side];
    if (wanted !== undefined && image[side] !== wanted) return `the picture's ${side} is ${image[side]}, expected ${wanted}`;
  }
  return undefined;
};
