import type { ImageTree } from "../../../src/model/image-tree.js";
import { buildDiff, type Diff } from "../../../src/report/diff.js";
import { findInTree } from "../../../src/report/diff-files.js";

/** A tree whose sums can be checked by eye; one name has a colour sequence in it, one is not UTF-8. */
export const sampleTree: ImageTree = {
  version: 1,
  original: "shop/web:1",
  slim: "shop/web:1-slim",
  policy: "balanced",
  packages: ["perl-base", "libc6"],
  rules: ["observed", "elf-needed"],
  tree: {
    usr: {
      bin: { perl: [3_000_000, 0], env: [40_000, -1, 0], sh: [0, -1, 0] },
      lib: { "libc.so.6": [2_000_000, 1, 1], gconv: { "A.so": [500_000, 1], "B.so": [400_000, 1] }, empty: {} },
      share: { doc: { "caf\udce9": [10, -1], "\u001b[31mred": [20, -1] } },
    },
    lib: [0, 1, 1],
    app: { server: [1_000_000, -1, 0] },
  },
};

export function diffOf(
  options: { readonly path?: string; readonly depth?: number; readonly top?: number; readonly all?: boolean } = {},
): Diff {
  const { path = "/", depth = 3, top = 15, all = false } = options;
  const below = findInTree(sampleTree, path);
  if (below.kind !== "directory") throw new Error(`${path} is no directory of the sample`);
  return buildDiff(sampleTree, { service: "web", below, depth, top, all });
}
