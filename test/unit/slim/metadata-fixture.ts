import type { Reason } from "../../../src/model/slim-image.js";
import type { ImageIndex } from "../../../src/slim/image-index.js";
import { pruneMetadata, without } from "../../../src/slim/metadata/prune-metadata.js";

export const metadataRule: Reason = { rule: "metadata", why: "" };
export const observedRule: Reason = { rule: "observed", why: "" };

export type PrunedImage = {
  /** A kept file's content after pruning; undefined: it isn't kept any more. */
  readonly text: (path: string) => string | undefined;
  readonly made: ReadonlyMap<string, Buffer>;
  readonly kept: ReadonlyMap<string, Reason>;
};

/** Keeps every path that `keeps` says, and prunes. */
export function prune(
  index: ImageIndex,
  keeps: (path: string) => boolean,
  {
    verbatim = [],
    reasonOf = () => metadataRule,
  }: { readonly verbatim?: readonly string[]; readonly reasonOf?: (path: string) => Reason } = {},
): PrunedImage {
  const paths = [...index.entries()].filter(({ path, type }) => type !== "directory" && keeps(path)).map(({ path }) => path);
  const all = new Map(paths.map((path) => [path, reasonOf(path)]));
  const { drop, made } = pruneMetadata({ index, kept: all, verbatim });
  const kept = without(all, drop);
  return { kept, made, text: (path) => (kept.has(path) ? (made.get(path) ?? index.read(path))?.toString("latin1") : undefined) };
}
