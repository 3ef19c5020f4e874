import type { ImageInfo } from "../model/image.js";
import type { MeasuredFigures } from "../model/measurement.js";
import { packedLayers, type PackedLayer } from "../slim/index.js";
import { digest } from "../workspace/index.js";
import type { RunContext } from "./run-context.js";
import { saveParts } from "./save-parts.js";

export type ImageFigures = Pick<MeasuredFigures, "imageBytes" | "layers" | "pullBytes">;
export type PackedSizes = ReadonlyMap<string, number>;

/** Archives that the engine is asked for at once: it writes each with one thread, and each is packed with one. */
const parallel = 2;

type Context = Pick<RunContext, "engine" | "workspace" | "signal" | "emit">;

/** Compressed bytes of these images' layers, by diff id. What a layer came to is kept in the workspace: a diff id is its content's digest. */
export async function packedSizes({ engine, workspace, signal, emit }: Context, images: readonly ImageInfo[]): Promise<PackedSizes> {
  const artifact = workspace.artifact<Record<string, PackedLayer>>("packed-layers", digest("gzip", 6));
  const known = new Map(Object.entries((await artifact.read()) ?? {}));
  const wanted = new Map(images.map((image) => [image.id, image]));
  const unknown = [...wanted.values()].filter(({ layers }) => layers.some((diffId) => !known.has(diffId)));
  if (unknown.length > 0) {
    emit({ type: "note", stage: "measure", detail: `compressing the layers of ${String(unknown.length)} images, for the bytes to pull` });
    const found = await Promise.all(saveParts(unknown, parallel).map(async (ids) => packedLayers(await engine.saveImages(ids), signal)));
    const layers = new Set(unknown.flatMap((image) => image.layers));
    for (const [diffId, layer] of found.flatMap((part) => [...part])) if (layers.has(diffId)) known.set(diffId, layer);
    await artifact.write(Object.fromEntries(known));
  }
  return new Map([...known].map(([diffId, { packedBytes }]) => [diffId, packedBytes]));
}

/** Of these images together: one that is there twice counts once, and so does a layer that several have. `packed` undefined: not asked for. */
export function imageFigures(images: readonly ImageInfo[], packed: PackedSizes | undefined): ImageFigures {
  const distinct = [...new Map(images.map((image) => [image.id, image])).values()];
  const layers = [...new Set(distinct.flatMap((image) => image.layers))];
  const sizes = layers.map((diffId) => packed?.get(diffId));
  const pullBytes = sizes.every((size) => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
  return {
    imageBytes: distinct.reduce((sum, { bytes }) => sum + bytes, 0),
    layers: layers.length,
    ...(pullBytes === undefined ? {} : { pullBytes }),
  };
}
