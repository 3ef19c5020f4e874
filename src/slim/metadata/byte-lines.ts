import { decodePath } from "../../model/path-bytes.js";
import type { ImageIndex } from "../image-index.js";

/**
 * A file's bytes as text of one character a byte, so that what is written back of it is what was read, whatever its encoding. Links are followed.
 * undefined: no regular file, or one that can't be read in place.
 */
export function bytesText(index: ImageIndex, path: string): { readonly path: string; readonly text: string } | undefined {
  const final = index.resolve(path).final;
  const bytes = final?.type === "file" ? index.read(final.path) : undefined;
  return final === undefined || bytes === undefined ? undefined : { path: final.path, text: bytes.toString("latin1") };
}

/** Lines of such a text that are not empty. */
export const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

/** A path in such a text in the form image paths have. ASCII, as most are, reads the same either way. */
export const pathIn = (text: string): string => (/^[\x00-\x7f]*$/.test(text) ? text : decodePath(Buffer.from(text, "latin1")));
