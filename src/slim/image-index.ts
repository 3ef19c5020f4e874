import type { TarEntry } from "./read-tar.js";

/** A layer's tar entry and the file it lies in. */
export type SourceEntry = { readonly layer: string; readonly entry: TarEntry };

export type ImageEntryType = "file" | "symlink" | "directory" | "character-device" | "block-device" | "fifo";

/** One path of the merged tree. */
export type ImageEntry = {
  readonly path: string;
  readonly type: ImageEntryType;
  /** A symlink's text; "" otherwise. */
  readonly target: string;
  /** Bytes of a regular file; 0 otherwise. */
  readonly size: number;
  /** The tar entry of this very path; undefined for a directory that no layer lists. */
  readonly source: SourceEntry | undefined;
  /** Where the data of a regular file is: `source`, or for a hard link the entry it links to. Hard links of one file share this object. */
  readonly data: SourceEntry | undefined;
};

/** `links`: each symlink on the way, outermost first. `final`: what is there in the end; undefined when nothing is. */
export type Resolved = { readonly final: ImageEntry | undefined; readonly links: readonly string[] };

/** Regular-file bytes with hard links counted once, and entries that are no directories. */
export type ImageFigures = { readonly bytes: number; readonly files: number };

/** The merged file tree of an image. Paths: see path-bytes.ts. */
export type ImageIndex = {
  /** The entry of exactly this path, links not followed. */
  readonly get: (path: string) => ImageEntry | undefined;
  /** Follows links as the kernel does inside the image, at most 40. */
  readonly resolve: (path: string) => Resolved;
  /** Names in a directory, sorted. */
  readonly children: (directory: string) => readonly string[];
  /** Every entry, in no stated order. */
  readonly entries: () => Iterable<ImageEntry>;
  /** Bytes of a regular file from `offset`, at most `length`; undefined when `path` (links not followed) is none, is stored sparse, or is larger than 64 MiB and no `length` is given. */
  readonly read: (path: string, options?: { readonly offset?: number; readonly length?: number }) => Buffer | undefined;
  readonly figures: ImageFigures;
};
