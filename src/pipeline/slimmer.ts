import type { Policy } from "../model/config.js";
import type { Status } from "../model/events.js";
import type { ImageInfo } from "../model/image.js";
import type { ImageLayer, SlimImage } from "../model/slim-image.js";
import {
  chooseKept,
  type Chosen,
  createElfMemo,
  type ImageIndex,
  indexImage,
  type LayerMemo,
  layerSizes,
  type SpooledImage,
  systemName,
} from "../slim/index.js";
import { droppedInLog } from "../trial/index.js";
import { digest } from "../workspace/index.js";
import { codeDigest } from "./code-digest.js";
import { freeRef } from "./free-ref.js";
import type { LayerSpool } from "./layer-spool.js";
import { type Made, makeSlimImages } from "./make-slim-images.js";
import { releaseMemory, streaming } from "./release-memory.js";
import type { RunContext } from "./run-context.js";
import { cached } from "./run-context.js";
import { SharedChains } from "./shared-chains.js";
import type { SlimGroup } from "./slim-groups.js";
import { type InventoryPlace, storeInventories } from "./stored-inventories.js";

/** What a repair changes of how a group is slimmed. */
export type Addition = { readonly keep?: readonly string[]; readonly policy?: Policy };

/** How a group is slimmed beside what its trace says: paths added by repairs, and the policy. Plain data. */
export type Change = { readonly extra: readonly string[]; readonly policy: Policy };

/** `added`: the paths that the image has now and had not. */
export type Reslimmed = { readonly image: SlimImage; readonly added: readonly string[] };

/** As the artifact `keep/SERVICE` has it. */
type Content = Chosen & {
  readonly originalLayers: readonly ImageLayer[];
  /** The original's config as it stands in its archive. */
  readonly originalConfig: string;
  /** How the original calls its system. */
  readonly system?: string;
};

/**
 * What of a group's original stays, in figures: its paths lie in the workspace, all of a stack's together are more than a run should hold.
 * `ref`: the slim image's name; `name`: of its artifacts; `key`: of all that it was chosen by.
 */
type Choice = Change &
  Pick<Content, "image" | "units" | "originalLayers"> & {
    readonly group: SlimGroup;
    readonly ref: string;
    readonly name: string;
    readonly key: string;
  };
type Current = Choice & { readonly image: SlimImage };

/** Told of each image when it is chosen what stays of it, and when its slim image is there. */
export type SlimmingTold = { readonly chosen: (group: SlimGroup) => void; readonly made: (group: SlimGroup) => void };

/** Makes the slim images of one run, and again with more in them when a trial asks for it. Holds the originals' layers on disk while it lives. */
export class Slimmer {
  readonly #context: RunContext;
  readonly #groups: readonly SlimGroup[];
  readonly #current = new Map<SlimGroup, Current>();
  #memo = createElfMemo();
  #layers: LayerMemo = new Map();
  #chains = new SharedChains(new Map());
  /** Ids that a slim image's name stood for before. */
  readonly #replaced = new Set<string>();

  readonly #spool: LayerSpool;

  constructor(context: RunContext, groups: readonly SlimGroup[], spool: LayerSpool) {
    this.#context = context;
    this.#spool = spool;
    this.#groups = groups;
  }

  /** By service. Services that run one image share it. */
  images(): ReadonlyMap<string, SlimImage> {
    return new Map(
      [...this.#current].flatMap(([group, { image }]) => group.services.map((service) => [service, { ...image, service }] as const)),
    );
  }

  /** Of the slim image that a service has now: what it keeps, the text of its ImageTree, and what its original was. */
  kept(service: string): Promise<Pick<Content, "keep" | "tree" | "originalConfig" | "originalLayers" | "system">> {
    return this.#content(this.#currentOf(service));
  }

  /** Of each service: its slim image, and by what its inventories are found (stored-inventories.ts). */
  inventories(): ReadonlyMap<string, InventoryPlace & { readonly image: SlimImage }> {
    return new Map([...this.#current].flatMap(([group, current]) => group.services.map((service) => [service, current] as const)));
  }

  /** By service, how many recorded sessions its slim image is made from too. */
  recorded(): Readonly<Record<string, number>> {
    return Object.assign({}, ...this.#groups.map((group) => group.recorded)) as Readonly<Record<string, number>>;
  }

  /** Which slim image each service has now; changes with a repair. */
  revisions(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.images()].map(([service, { id }]) => [service, id]));
  }

  /** Slims every group. What did not change since it was made, and is still in the engine, is not made again. */
  async slimAll(told: SlimmingTold): Promise<void> {
    await streaming(async () => {
      // One at a time: an image's index and keep-set are the largest things a run holds.
      const choices = new Map<SlimGroup, Choice>();
      for (const group of this.#groups) {
        const choice = await this.#choose(group, { extra: [], policy: group.policy });
        choices.set(group, choice);
        told.chosen(group);
        releaseMemory();
      }
      this.#memo = createElfMemo();
      this.#chains = new SharedChains(choices);
      releaseMemory();
      await this.#make([...choices.values()], told.made);
    });
    // Of use again only when a repair reads an image anew; during the trials it would be dead weight.
    this.#layers = new Map();
    releaseMemory();
  }

  changeOf(service: string): Change {
    const { extra, policy } = this.#currentOf(service);
    return { extra, policy };
  }

  /** As it was before any repair. */
  unchanged(service: string): Change {
    return { extra: [], policy: this.#currentOf(service).group.policy };
  }

  /** The services that have their slim image in common with this one, itself included. */
  sharing(service: string): readonly string[] {
    return this.#currentOf(service).group.services;
  }

  /** The merged tree of a service's original. */
  async indexOf(service: string): Promise<ImageIndex> {
    return indexImage((await this.#spooled(this.#currentOf(service).group.original)).layers, this.#layers);
  }

  environmentOf(service: string): Readonly<Record<string, string>> {
    const { original, needs } = this.#currentOf(service).group;
    return { ...original.config.environment, ...needs.environment };
  }

  /** The service's slim image with more in it. */
  reslim(service: string, { keep = [], policy }: Addition): Promise<Reslimmed> {
    const before = this.#currentOf(service);
    return this.become(service, { extra: [...new Set([...before.extra, ...keep])], policy: policy ?? before.policy });
  }

  /** The service's slim image made in exactly this way. */
  async become(service: string, change: Change): Promise<Reslimmed> {
    const before = this.#currentOf(service);
    const { kept } = (await this.#content(before)).keep;
    await streaming(async () => {
      await this.#make([await this.#choose(before.group, change)]);
    });
    releaseMemory();
    const after = this.#currentOf(service);
    return { image: after.image, added: [...(await this.#content(after)).keep.kept.keys()].filter((path) => !kept.has(path)) };
  }

  /** Removes images of this stack that lost their name to newer ones made here; those in use stay. */
  async removeReplaced(): Promise<void> {
    const current = new Set([...this.#current.values()].map(({ image }) => image.id));
    for (const id of this.#replaced) if (!current.has(id)) await this.#context.engine.removeUnnamed(id);
  }

  /** For the services that ran slim: which of what a log complains about their original has and their slim image lacks. */
  async droppedLookup(services: readonly string[]): Promise<(service: string, log: string) => readonly string[]> {
    const lookups = new Map<string, (log: string) => readonly string[]>();
    for (const service of services) {
      const current = this.#currentOf(service);
      const { kept } = (await this.#content(current)).keep;
      const dropped = new Set<string>();
      const byName = new Map<string, string[]>();
      for (const { path, type } of (await this.indexOf(service)).entries()) {
        if (type === "directory" || kept.has(path)) continue;
        dropped.add(path);
        const name = path.slice(path.lastIndexOf("/") + 1);
        byName.set(name, [...(byName.get(name) ?? []), path]);
      }
      lookups.set(service, (log) => droppedInLog(log, dropped, byName));
      releaseMemory();
    }
    return (service, log) => lookups.get(service)?.(log) ?? [];
  }

  #spooled({ id, ref }: ImageInfo): Promise<SpooledImage> {
    return this.#spool.image({ originalId: id, originalRef: ref });
  }

  #currentOf(service: string): Current {
    const current = [...this.#current.values()].find(({ group }) => group.services.includes(service));
    if (current === undefined) throw new Error(`${service} is not among the services that were slimmed`);
    return current;
  }

  async #choose(group: SlimGroup, { extra, policy }: Change): Promise<Choice> {
    const { signal, stack } = this.#context;
    signal.throwIfAborted();
    const { original, traceDigests, needs, services } = group;
    for (const service of services) this.#tell(service, "working");
    const ref = await freeRef(this.#context, group);
    const project = stack.model.name;
    const key = digest("slim", original.id, original.ref, traceDigests, policy, needs, ref, extra, project, await codeDigest("slim"));
    const name = `${services[0] ?? ""}${extra.length > 0 || policy !== group.policy ? "-repaired" : ""}`;
    const place = { group, ref, name, key, extra, policy };
    const { image, units, originalLayers } = await this.#content(place, this.#context.options.fresh);
    return { ...place, image, units, originalLayers };
  }

  /** From the workspace, or chosen now. */
  async #content({ group, ref, name, key, extra, policy }: Omit<Choice, keyof Content>, fresh = false): Promise<Content> {
    const { original, needs } = group;
    const { workspace, options } = this.#context;
    const { value } = await cached({ workspace, options: { ...options, fresh } }, `keep/${name}`, key, async () => {
      const spooled = await this.#spooled(original);
      const trace = await group.trace();
      const index = indexImage(spooled.layers, this.#layers);
      const { inventories, ...chosen } = chooseKept({
        index,
        original,
        trace,
        policy,
        service: needs,
        ref,
        extra,
        memo: this.#memo,
        between: releaseMemory,
      });
      await storeInventories(this.#context, { name, key }, inventories);
      const system = systemName(index);
      const { configText: originalConfig } = spooled;
      return { ...chosen, originalLayers: await layerSizes(spooled), originalConfig, ...(system === undefined ? {} : { system }) };
    });
    return value;
  }

  /** Makes the images of these choices, which become their groups' images. */
  async #make(choices: readonly Choice[], told?: SlimmingTold["made"]): Promise<void> {
    for (const { ref } of choices) {
      const before = await this.#context.engine.inspectImage(ref);
      if (before !== undefined) this.#replaced.add(before.id);
    }
    const wanted = choices.map((choice) => ({
      ...choice,
      chain: this.#chains.of(choice.group, choice),
      content: () => this.#content(choice),
      made: (made: Made, status: Status) => {
        const { group, image, originalLayers } = choice;
        this.#current.set(group, { ...choice, image: { ...image, ...made, originalLayers } });
        for (const service of group.services) this.#tell(service, status, image.ref);
        told?.(group);
      },
    }));
    await makeSlimImages({ context: this.#context, spool: this.#spool, memo: this.#layers }, wanted);
  }

  #tell(service: string, status: Status, detail?: string): void {
    this.#context.emit({ type: "service", stage: "slim", service, status, ...(detail === undefined ? {} : { detail }) });
  }
}
