import { fittingLayers, shareLayers, type ChainedLayer, type Chosen } from "../slim/index.js";
import type { SlimGroup } from "./slim-groups.js";

type Kept = Pick<Chosen, "units">;

/** The layers that each group's slim image has in common with others, as its first keep-set and theirs have it. */
export class SharedChains {
  readonly #chains: ReadonlyMap<SlimGroup, readonly ChainedLayer[]>;

  constructor(chosen: ReadonlyMap<SlimGroup, Kept>) {
    const groups = [...chosen.keys()];
    const chains = shareLayers([...chosen.values()].map(({ units }) => units));
    this.#chains = new Map(
      groups.map((group, position) => {
        const chain = chains[position] ?? [];
        return [
          group,
          chain.map((layer) => ({ layer, services: layer.images.flatMap((image) => groups[image]?.services ?? []) })),
        ] as const;
      }),
    );
  }

  /** What of its chain a group's image has now. A repair leaves shared layers as they are: what it adds lies in the image's own. */
  of(group: SlimGroup, { units }: Kept): readonly ChainedLayer[] {
    const chain = this.#chains.get(group) ?? [];
    const layers = chain.map(({ layer }) => layer);
    return chain.slice(0, fittingLayers(layers, units).length);
  }
}
