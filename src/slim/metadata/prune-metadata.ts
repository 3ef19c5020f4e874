import picomatch from "picomatch";
import type { Reason } from "../../model/slim-image.js";
import type { ImageIndex } from "../image-index.js";
import { findMetadata } from "./find-metadata.js";
import { pruneApk } from "./prune-apk.js";
import { pruneDistroless } from "./prune-distroless.js";
import { pruneDpkg } from "./prune-dpkg.js";
import { pruneGems } from "./prune-gems.js";
import { pruneNpm } from "./prune-npm.js";
import { prunePython } from "./prune-python.js";
import { PruningDraft, type Pruning } from "./pruning.js";
import { remainsOf } from "./remains.js";

export type PruneOptions = {
  readonly index: ImageIndex;
  /** The final keep-set: pruning adds nothing to it. To prune what is pruned changes nothing more. */
  readonly kept: ReadonlyMap<string, Reason>;
  /** Globs of the user: a file they name stays byte for byte. */
  readonly verbatim: readonly string[];
};

/**
 * Makes an image's package metadata say what is left of it: what a scanner then reports is there, and what is there is reported. Pure, and the same
 * for every policy. Programs of the image that read these files find them well-formed.
 */
export function pruneMetadata({ index, kept, verbatim }: PruneOptions): Pruning {
  const matches = verbatim.length === 0 ? () => false : picomatch([...verbatim], { dot: true });
  const remains = remainsOf(index, kept, (path) => matches(path));
  const draft = new PruningDraft(remains);
  const { python, npm, gemspecs } = findMetadata(index);
  // Language packages first: a distribution package may own nothing but their metadata.
  prunePython(remains, python, draft);
  pruneNpm(remains, npm, draft);
  pruneGems(remains, gemspecs, draft);
  const left = draft.drops.size === 0 ? remains : remainsOf(index, without(kept, draft.drops), (path) => matches(path));
  pruneDpkg(left, draft);
  pruneDistroless(left, draft);
  pruneApk(left, draft);
  return { drop: draft.drops, made: draft.made };
}

export const without = (kept: ReadonlyMap<string, Reason>, drop: ReadonlySet<string>): ReadonlyMap<string, Reason> =>
  drop.size === 0 ? kept : new Map([...kept].filter(([path]) => !drop.has(path)));
