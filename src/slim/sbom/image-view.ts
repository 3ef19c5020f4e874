import type { ImageEntry, ImageIndex } from "../image-index.js";
import { bytesText } from "../metadata/byte-lines.js";
import { realPaths } from "../metadata/remains.js";

/** An image to be looked through: an original, or what is left of it. */
export type ImageView = {
  readonly index: ImageIndex;
  readonly has: (path: string) => boolean;
  /** A file's text, one character a byte, links followed; undefined when the image lacks it. */
  readonly text: (path: string) => string | undefined;
  /** Those entries of the paths that the image has and that are no directories; links in a path's directory are followed. */
  readonly entries: (paths: readonly string[]) => readonly ImageEntry[];
  readonly sizeOf: (entry: ImageEntry) => number;
};

export function imageView(index: ImageIndex, has: (path: string) => boolean, made: ReadonlyMap<string, Buffer>): ImageView {
  const real = realPaths(index);
  return {
    index,
    has,
    text: (path) => {
      const final = index.resolve(path).final?.path;
      if (final === undefined || !has(final)) return undefined;
      return made.get(final)?.toString("latin1") ?? bytesText(index, final)?.text;
    },
    entries: (paths) => {
      const found = new Set<ImageEntry>();
      for (const path of paths) {
        const entry = index.get(real(path));
        if (entry !== undefined && entry.type !== "directory" && has(entry.path)) found.add(entry);
      }
      return [...found];
    },
    sizeOf: ({ path, size }) => made.get(path)?.length ?? size,
  };
}
