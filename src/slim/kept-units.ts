import { posix } from "node:path";
import type { ImageEntry, ImageIndex, SourceEntry } from "./image-index.js";

/**
 * What goes into a layer as one: a kept entry, or all kept paths that are hard links of one file. `at`: where the entry stands when the unit is
 * nothing but a copy of it. `linked`: the same for a set of links, in words. Neither: written for this image alone, so no other can have it.
 */
export type Unit = {
  readonly paths: readonly string[];
  /** Bytes of its tar entries. */
  readonly bytes: number;
  readonly at?: SourceEntry;
  readonly linked?: string;
};

/** What an image keeps, as far as another image may keep the very same: places of tar entries, no paths. Layers go by their digests. */
export type KeptUnits = {
  /** By layer: offset and bytes of each entry, in turns. */
  readonly files: ReadonlyMap<string, readonly number[]>;
  /** Sets of hard links, in words, and their bytes. */
  readonly links: ReadonlyMap<string, number>;
  /** By layer: offsets of the directories' entries. */
  readonly directories: ReadonlyMap<string, readonly number[]>;
};

/** The digest of a spooled layer, which names its file. */
export const layerName = ({ layer }: SourceEntry): string => posix.basename(layer, ".tar");

/** A tar entry in words. */
export const placeOf = (layer: string, offset: number): string => `${layer}:${offset}`;

/** What a set of links was made of: the place of the data, and of each link. */
export function placesOf(linked: string): { readonly data: string; readonly links: readonly string[] } {
  const [data = "", ...links] = linked.split(" ");
  return { data, links };
}

/** The units of an image's kept entries, each kept path in exactly one. `made`: paths whose content is not the original's. */
export function* unitsOf(index: ImageIndex, keeps: (path: string) => boolean, made: ReadonlyMap<string, unknown>): Generator<Unit> {
  const byData = new Map<SourceEntry, ImageEntry[]>();
  for (const entry of index.entries()) {
    if (entry.type === "directory" || !keeps(entry.path)) continue;
    if (made.has(entry.path)) yield { paths: [entry.path], bytes: 0 };
    else if (entry.data === undefined) yield unitOf(entry.source, [entry]);
    else byData.set(entry.data, [...(byData.get(entry.data) ?? []), entry]);
  }
  for (const [data, entries] of byData) yield unitOf(data, entries);
}

function unitOf(data: SourceEntry | undefined, entries: readonly ImageEntry[]): Unit {
  const bytes = data === undefined ? 0 : data.entry.end - data.entry.headerOffset;
  const paths = entries.map(({ path }) => path);
  // Under another name than its entry's a file would be written anew, and whoever else has that entry may have it under yet another one.
  if (data === undefined || entries.some(({ source, path }) => source?.entry.path !== path)) return { paths, bytes };
  const [only] = entries;
  if (entries.length === 1 && only?.source === data) return { paths, bytes, at: data };
  const place = (source: SourceEntry): string => placeOf(layerName(source), source.entry.headerOffset);
  const links = entries.flatMap(({ source }) => (source === undefined ? [] : place(source))).sort();
  return { paths, bytes, linked: [place(data), ...links].join(" ") };
}

/** The units of an image without their paths. */
export function keptUnits(index: ImageIndex, keeps: (path: string) => boolean, made: ReadonlyMap<string, unknown> = new Map()): KeptUnits {
  const files = new Map<string, number[]>();
  const links = new Map<string, number>();
  const directories = new Map<string, number[]>();
  for (const { at, linked, bytes } of unitsOf(index, keeps, made)) {
    if (at !== undefined) listOf(files, layerName(at)).push(at.entry.headerOffset, bytes);
    else if (linked !== undefined) links.set(linked, bytes);
  }
  for (const { type, source, path } of index.entries()) {
    if (type === "directory" && source?.entry.path === path) listOf(directories, layerName(source)).push(source.entry.headerOffset);
  }
  return { files, links, directories };
}

function listOf(lists: Map<string, number[]>, key: string): number[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
