import { createHash } from "node:crypto";
import type { ImageEntry, SourceEntry } from "./image-index.js";
import { type KeptUnits, layerName, placeOf, placesOf, type Unit } from "./kept-units.js";
import { holds, type ImageSet, membersOf, sharingSets, type SharingBounds } from "./sharing-sets.js";

/** By source layer: offsets of tar entries. */
type Places = ReadonlyMap<string, ReadonlySet<number>>;

/** A layer that several slim images have in common. */
export type SharedLayer = {
  /** Digest of what is in it: equal keys, equal bytes. */
  readonly key: string;
  /** Positions of the images that were to have it. */
  readonly images: readonly number[];
  /** Bytes of its entries. */
  readonly bytes: number;
  readonly files: Places;
  readonly links: ReadonlySet<string>;
  /** Directories' entries that all its images have; of any other directory it holds, each image has an entry of its own above. */
  readonly directories: Places;
};

/** A megabyte is worth a layer; the engine mounts every layer of a container, so there are few of them. */
export const usualBounds: SharingBounds = { leastBytes: 1_000_000, mostLayers: 4 };

/**
 * The layers below each image's own, lowest first, for images by what they keep. Pure: the same images in the same order give the same layers. A
 * unit that several images keep lies in the layer of the widest set of images that all keep it, if there is such a set; else it is each image's own.
 */
export function shareLayers(images: readonly KeptUnits[], bounds = usualBounds): readonly (readonly SharedLayer[])[] {
  const files = new Map<string, Map<number, Shared>>();
  const links = new Map<string, Shared>();
  const directories = new Map<string, Map<number, Shared>>();
  images.forEach((image, position) => {
    const bit = 1n << BigInt(position);
    for (const [layer, places] of image.files)
      for (let i = 0; i < places.length; i += 2) mark(inner(files, layer), places[i] ?? 0, bit, places[i + 1] ?? 0);
    for (const [linked, bytes] of image.links) mark(links, linked, bit, bytes);
    for (const [layer, places] of image.directories) for (const offset of places) mark(inner(directories, layer), offset, bit, 0);
  });
  const commons = new Map<ImageSet, number>();
  const count = ({ images: set, bytes }: Shared): void => void commons.set(set, (commons.get(set) ?? 0) + bytes);
  for (const places of files.values()) places.forEach(count);
  links.forEach(count);
  const sets = sharingSets(
    [...commons].map(([set, bytes]) => ({ images: set, bytes })),
    bounds,
  );
  const layers = sets.map((set, position): SharedLayer => {
    const below = sets.slice(0, position).filter((other) => holds(other, set));
    const isHere = (unit: Shared): boolean => holds(unit.images, set) && !below.some((other) => holds(unit.images, other));
    const bytes = [...commons].reduce((sum, [own, weight]) => (isHere({ images: own, bytes: weight }) ? sum + weight : sum), 0);
    return keyed({
      images: membersOf(set),
      bytes,
      files: chosen(files, isHere),
      links: new Set([...links].flatMap(([linked, unit]) => (isHere(unit) ? linked : []))),
      directories: chosen(directories, (directory) => holds(directory.images, set)),
    });
  });
  return images.map((_, position) => layers.filter((layer) => layer.images.includes(position)));
}

/**
 * The layers of `chain` that an image with these units can have: those from the lowest on of which it keeps all. That is the whole chain, save for
 * an image that a repair changed so that it lacks something of them. Hard links that came to a file of theirs are no hindrance: the file then lies in
 * the image's own layer once more, with all its links.
 */
export function fittingLayers(chain: readonly SharedLayer[], units: KeptUnits): readonly SharedLayer[] {
  const kept = new Map([...units.files].map(([layer, places]) => [layer, new Set(places.filter((_, i) => i % 2 === 0))]));
  const directories = new Map([...units.directories].map(([layer, places]) => [layer, new Set(places)]));
  const dataOf = new Map(
    [...units.links.keys()].flatMap((linked) => {
      const { data, links } = placesOf(linked);
      return links.map((link) => [link, data] as const);
    }),
  );
  const hasLink = (link: string, data: string): boolean => dataOf.get(link) === data;
  const every = (places: Places, has: (layer: string, offset: number) => boolean): boolean =>
    [...places].every(([layer, offsets]) => [...offsets].every((offset) => has(layer, offset)));
  const fits = (layer: SharedLayer): boolean =>
    every(layer.files, (name, offset) => {
      const place = placeOf(name, offset);
      return kept.get(name)?.has(offset) === true || hasLink(place, place);
    }) &&
    every(layer.directories, (name, offset) => directories.get(name)?.has(offset) === true) &&
    [...layer.links].map(placesOf).every(({ data, links }) => links.every((link) => hasLink(link, data)));
  const misfit = chain.findIndex((layer) => !fits(layer));
  return misfit === -1 ? chain : chain.slice(0, misfit);
}

export const hasUnit = ({ files, links }: SharedLayer, { at, linked }: Unit): boolean =>
  at !== undefined ? files.get(layerName(at))?.has(at.entry.headerOffset) === true : linked !== undefined && links.has(linked);

/**
 * Which entries of an image's index are in a shared layer, and which directories it has as they are. By place, so that every image that can have the
 * layer gives the same: also one that has more links of a file, and therefore all of them in its own layer once more.
 */
export function contentOf({ files, links, directories }: SharedLayer): {
  readonly has: (entry: ImageEntry | undefined) => boolean;
  readonly hasDirectory: (directory: SourceEntry) => boolean;
} {
  const linked = new Set([...links].flatMap((set) => placesOf(set).links));
  const has = (places: Places, source: SourceEntry): boolean => places.get(layerName(source))?.has(source.entry.headerOffset) === true;
  return {
    has: (entry) => {
      const source = entry?.source;
      if (source === undefined || source.entry.path !== entry?.path) return false;
      return has(files, source) || linked.has(placeOf(layerName(source), source.entry.headerOffset));
    },
    hasDirectory: (directory) => has(directories, directory),
  };
}

/** A unit's images, and its bytes. */
type Shared = { images: ImageSet; readonly bytes: number };

function mark<Key>(units: Map<Key, Shared>, key: Key, bit: ImageSet, bytes: number): void {
  const known = units.get(key);
  if (known === undefined) units.set(key, { images: bit, bytes });
  else known.images |= bit;
}

function inner(layers: Map<string, Map<number, Shared>>, layer: string): Map<number, Shared> {
  const places = layers.get(layer) ?? new Map<number, Shared>();
  layers.set(layer, places);
  return places;
}

function chosen(layers: ReadonlyMap<string, ReadonlyMap<number, Shared>>, isHere: (unit: Shared) => boolean): Places {
  const found = [...layers].map(
    ([layer, places]) => [layer, new Set([...places].flatMap(([at, unit]) => (isHere(unit) ? at : [])))] as const,
  );
  return new Map(found.filter(([, places]) => places.size > 0));
}

function keyed(layer: Omit<SharedLayer, "key">): SharedLayer {
  const list = (places: Places): unknown =>
    [...places].map(([name, offsets]) => [name, [...offsets].sort((a, b) => a - b)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const content = JSON.stringify([list(layer.files), [...layer.links].sort(), list(layer.directories)]);
  return { key: createHash("sha256").update(content).digest("hex"), ...layer };
}
