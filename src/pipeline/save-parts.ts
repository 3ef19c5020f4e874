import type { ImageInfo } from "../model/image.js";

type Sized = Pick<ImageInfo, "id" | "bytes" | "layers">;

/**
 * Splits images into at most `count` parts that take about as long to read from the engine, which writes one archive with one thread. Images that
 * share more than their lowest layer stay together, since each part reads the layers it needs anew. Bytes of an image stand for the time it takes.
 */
export function saveParts(images: readonly Sized[], count: number): readonly (readonly string[])[] {
  const families = new Map<string, Sized[]>();
  for (const image of images) {
    const key = image.layers.slice(0, 2).join(" ");
    families.set(key, [...(families.get(key) ?? []), image]);
  }
  const byWeight = [...families.values()]
    .map((family) => ({ ids: family.map(({ id }) => id), weight: Math.max(...family.map(({ bytes }) => bytes)) }))
    .sort((a, b) => b.weight - a.weight);
  const parts = Array.from({ length: count }, () => ({ ids: [] as string[], weight: 0 }));
  for (const { ids, weight } of byWeight) {
    const lightest = parts.reduce((least, part) => (part.weight < least.weight ? part : least));
    lightest.ids.push(...ids);
    lightest.weight += weight;
  }
  return parts.map(({ ids }) => ids).filter((ids) => ids.length > 0);
}
