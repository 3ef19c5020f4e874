import type { ImageInfo } from "../model/image.js";
import type { LayerFigures, Report } from "../model/report.js";
import type { ImageLayer, SlimImage } from "../model/slim-image.js";
import type { Combination } from "../model/stack.js";

type LayeredImage = { readonly id: string; readonly layers: readonly ImageLayer[] };

/** An original as the engine tells of it: no layer's size, only that of all together. */
export type EngineImage = Pick<ImageInfo, "id" | "bytes" | "layers">;

export type StackLayersInput = {
  readonly combination: Combination;
  readonly slimImages: readonly SlimImage[];
  /** By service, for those that have no slim image. */
  readonly originals: Readonly<Record<string, EngineImage>>;
};

/** What the originals of a stack's services take together, and what the images of the final combination do. Services with no known image count nowhere. */
export const stackLayers = ({ combination, slimImages, originals }: StackLayersInput): Report["layers"] => {
  const sizes = new Map(slimImages.flatMap(({ originalLayers }) => originalLayers.map(({ diffId, bytes }) => [diffId, bytes] as const)));
  const services = Object.entries(combination).flatMap(([service, variant]) => {
    const slim = slimImages.find((image) => image.service === service);
    const known = originals[service];
    if (slim === undefined && known === undefined) return [];
    const original = slim !== undefined ? { id: slim.originalId, layers: slim.originalLayers } : known && withSizes(known, sizes);
    return original === undefined ? [] : [{ original, final: variant === "slim" && slim !== undefined ? slim : original }];
  });
  return { original: figures(services.map(({ original }) => original)), final: figures(services.map(({ final }) => final)) };
};

const figures = (images: readonly LayeredImage[]): LayerFigures => {
  const layers = [...new Map(images.map((image) => [image.id, image])).values()].flatMap((image) =>
    image.layers.map(({ diffId, bytes }, position) => {
      const below = image.layers.slice(0, position).map((layer) => layer.diffId);
      return { diffId, bytes, chain: [...below, diffId].join(" ") };
    }),
  );
  const sum = (sizes: Iterable<number>): number => [...sizes].reduce((total, bytes) => total + bytes, 0);
  return {
    sumBytes: sum(layers.map(({ bytes }) => bytes)),
    diskBytes: sum(new Map(layers.map(({ chain, bytes }) => [chain, bytes])).values()),
    pushBytes: sum(new Map(layers.map(({ diffId, bytes }) => [diffId, bytes])).values()),
  };
};

/** Layers that other images have too are known by them; what of the image's size is left is that of all its other layers. */
const withSizes = ({ id, bytes, layers }: EngineImage, sizes: ReadonlyMap<string, number>): LayeredImage => {
  const known = layers.flatMap((diffId) => {
    const size = sizes.get(diffId);
    return size === undefined ? [] : [{ diffId, bytes: size }];
  });
  const others = layers.filter((diffId) => !sizes.has(diffId)).join(" ");
  const rest = Math.max(
    0,
    known.reduce((left, layer) => left - layer.bytes, bytes),
  );
  return { id, layers: others === "" ? known : [...known, { diffId: others, bytes: rest }] };
};
