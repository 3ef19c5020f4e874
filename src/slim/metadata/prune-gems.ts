import { posix } from "node:path";
import type { ImageIndex } from "../image-index.js";
import { filesBelow } from "../walk.js";
import type { PruningDraft } from "./pruning.js";
import type { Remains } from "./remains.js";

/** Files of the gem that a specification is about; none when they lie among those of Ruby itself (default gems, distribution packages). */
export const gemFiles = (index: ImageIndex, gemspec: string): readonly string[] => [
  ...filesBelow(index, posix.join(posix.dirname(gemspec), "../gems", posix.basename(gemspec, ".gemspec"))),
];

/** A gem of which no file is left loses its specification, unless the service read it: Bundler wants all gems it was told of. */
export function pruneGems(remains: Remains, gemspecs: readonly string[], draft: PruningDraft): void {
  for (const gemspec of gemspecs) {
    const files = gemFiles(remains.index, gemspec);
    if (files.length > 0 && !files.some(remains.hasFile) && !remains.isObserved(gemspec)) draft.drop(gemspec);
  }
}
