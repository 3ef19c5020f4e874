import type { Policy } from "./config.js";

/**
 * A path that is no directory: its bytes in the original; the place of its package in `packages`, -1 when none owns it; the place in `rules` of the
 * rule that kept it, absent when it was dropped; its bytes in the slim image, where it stays with less in it. Hard links of one file: the first kept
 * one, else the first by path, has the bytes, the others 0.
 */
export type TreeLeaf = readonly [bytes: number, owner: number, rule?: number, after?: number];

/** Names (see path-bytes.ts) to what is there; an empty one is an empty directory. */
export type TreeFolder = { readonly [name: string]: TreeLeaf | TreeFolder };

/** All an original image has and what of it went, as services/NAME/tree.json keeps it. Shape on disk: schema/tree.schema.json. */
export type ImageTree = {
  readonly version: 1;
  /** Names of the images. */
  readonly original: string;
  readonly slim: string;
  readonly policy: Policy;
  readonly packages: readonly string[];
  readonly rules: readonly string[];
  readonly tree: TreeFolder;
};

export const isLeaf = (node: TreeLeaf | TreeFolder): node is TreeLeaf => Array.isArray(node);
