import type { Policy } from "./config.js";

/** Why a path of the image stays. `rule` is the rule's name; `from` the kept path that pulled it in, if one did. */
export type Reason = { readonly rule: string; readonly why: string; readonly from?: string };

/** The image's paths that stay, each with its first reason. Paths are absolute; directories are not listed (all stay). */
export type KeepSet = {
  readonly service: string;
  readonly imageId: string;
  readonly policy: Policy;
  readonly kept: ReadonlyMap<string, Reason>;
};

/** A layer of an image: the digest of its uncompressed tar, and the bytes of that. */
export type ImageLayer = { readonly diffId: string; readonly bytes: number };

/** A slim image in the engine. Byte counts are of regular files in the merged tree (hard links once); file counts leave directories out. */
export type SlimImage = {
  readonly service: string;
  readonly originalId: string;
  readonly originalRef: string;
  readonly id: string;
  readonly ref: string;
  readonly policy: Policy;
  readonly originalBytes: number;
  readonly slimBytes: number;
  readonly originalFiles: number;
  readonly slimFiles: number;
  /** Kept bytes by the rule that kept them first. */
  readonly bytesByRule: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  /** Lowest first. */
  readonly originalLayers: readonly ImageLayer[];
  readonly layers: readonly ImageLayer[];
};
