import type { Policy } from "../model/config.js";
import type { ArchiveImage, ArchiveLayer } from "./docker-archive.js";
import type { ImageIndex } from "./image-index.js";
import { unitsOf } from "./kept-units.js";
import { planLayer, planSharedLayer } from "./layer-plan.js";
import { contentOf, hasUnit, type SharedLayer } from "./share-layers.js";
import { slimConfig } from "./slim-config.js";

/** A layer of the image's chain, and the services whose images were made to have it. */
export type ChainedLayer = { readonly layer: SharedLayer; readonly services: readonly string[] };

export type AssembleOptions = {
  readonly index: ImageIndex;
  /** Whether a path that is no directory stays; directories always do. */
  readonly keeps: (path: string) => boolean;
  /** New content of kept regular files, by path. */
  readonly made?: ReadonlyMap<string, Buffer>;
  /** Layers that other slim images have too, lowest first; the image keeps all that is in them. */
  readonly chain?: readonly ChainedLayer[];
  readonly configText: string;
  readonly originalId: string;
  readonly policy: Policy;
  /** Name of the slim image, with its tag. */
  readonly ref: string;
  /** Labels beside those that say what the image was made of. */
  readonly labels?: Readonly<Record<string, string>>;
};

/**
 * The slim image as it goes into a docker-archive: the layers of its chain, and on top its own, which has every directory and what is left. The same
 * options give the same bytes, hence the same image id.
 */
export function assembleSlimImage(options: AssembleOptions): ArchiveImage {
  const { index, keeps, made = new Map<string, Buffer>(), chain = [], configText, originalId, policy, ref, labels = {} } = options;
  const isBelow = new Set<string>();
  if (chain.length > 0) {
    for (const unit of unitsOf(index, keeps, made))
      if (chain.some(({ layer }) => hasUnit(layer, unit))) for (const path of unit.paths) isBelow.add(path);
  }
  const shared = chain.map(({ layer }): ArchiveLayer => ({
    key: layer.key,
    plan: () => {
      const { has, hasDirectory } = contentOf(layer);
      return planSharedLayer(index, (path) => has(index.get(path)), hasDirectory);
    },
  }));
  const own: ArchiveLayer = { plan: () => planLayer(index, (path) => keeps(path) && !isBelow.has(path), made) };
  const makers = [...chain.map(({ services }) => ({ sharedBy: services })), {}];
  return {
    ref,
    layers: [...shared, own],
    configText: (diffIds) => {
      const layers = diffIds.map((diffId, position) => ({ diffId, ...makers[position] }));
      return slimConfig({ configText, originalId, policy, layers, labels });
    },
  };
}
