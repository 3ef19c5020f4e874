import type { Policy } from "../model/config.js";
import { StackSlimError } from "../model/errors.js";
import type { KeepSet, SlimImage } from "../model/slim-image.js";
import { createElfMemo, indexImage, slimService, type ImageIndex, type LayerMemo } from "../slim/index.js";
import { droppedInLog } from "../trial/index.js";
import { digest } from "../workspace/index.js";
import { codeDigest } from "./code-digest.js";
import type { LayerSpool } from "./layer-spool.js";
import { releaseMemory, streaming } from "./release-memory.js";
import type { RunContext } from "./run-context.js";
import { cached } from "./run-context.js";
import type { SlimGroup } from "./slim-groups.js";
import { slimRef } from "./slim-ref.js";

/** What a repair changes of how a group is slimmed. */
export type Addition = { readonly keep?: readonly string[]; readonly policy?: Policy };

type Made = { readonly image: SlimImage; readonly keep: KeepSet };
type Current = Made & { readonly extra: readonly string[]; readonly policy: Policy };

/** Makes the slim images of one run, and again with more in them when a trial asks for it. Holds the originals' layers on disk while it lives. */
export class Slimmer {
  readonly #context: RunContext;
  readonly #groups: readonly SlimGroup[];
  readonly #current = new Map<SlimGroup, Current>();
  #memo = createElfMemo();
  #layers: LayerMemo = new Map();

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

  /** Of the slim image that each service has now. */
  keepSets(): ReadonlyMap<string, KeepSet> {
    return new Map(
      [...this.#current].flatMap(([group, { keep }]) => group.services.map((service) => [service, { ...keep, service }] as const)),
    );
  }

  /** Which slim image each service has now; changes with a repair. */
  revisions(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.images()].map(([service, { id }]) => [service, id]));
  }

  /** Slims every group. Those whose inputs did not change and whose image is still in the engine are not made again. */
  async slimAll(): Promise<void> {
    // One at a time: an image's index and keep-set are the largest things a run holds.
    await streaming(async () => {
      for (const group of this.#groups) {
        await this.#slim(group, { extra: [], policy: group.policy });
        releaseMemory();
      }
    });
    // Of use again only when a repair reads an image anew; during the trials it would be dead weight.
    this.#memo = createElfMemo();
    this.#layers = new Map();
    releaseMemory();
  }

  /** The service's slim image with more in it. `added`: the paths that it has now and had not. */
  async reslim(
    service: string,
    { keep = [], policy }: Addition,
  ): Promise<{ readonly image: SlimImage; readonly added: readonly string[] }> {
    const group = this.#groupOf(service);
    const before = this.#current.get(group);
    if (before === undefined) throw new Error(`${service} was never slimmed`);
    const after = await this.#slim(group, { extra: [...new Set([...before.extra, ...keep])], policy: policy ?? before.policy });
    return { image: after.image, added: [...after.keep.kept.keys()].filter((path) => !before.keep.kept.has(path)) };
  }

  /** For the services that ran slim: which of what a log complains about their original has and their slim image lacks. */
  async droppedLookup(services: readonly string[]): Promise<(service: string, log: string) => readonly string[]> {
    const lookups = new Map<string, (log: string) => readonly string[]>();
    for (const service of services) {
      const group = this.#groupOf(service);
      const kept = this.#current.get(group)?.keep.kept ?? new Map<string, unknown>();
      const dropped = new Set<string>();
      const byName = new Map<string, string[]>();
      for (const { path, type } of (await this.#index(group)).index.entries()) {
        if (type === "directory" || kept.has(path)) continue;
        dropped.add(path);
        const name = path.slice(path.lastIndexOf("/") + 1);
        byName.set(name, [...(byName.get(name) ?? []), path]);
      }
      lookups.set(service, (log) => droppedInLog(log, dropped, byName));
    }
    return (service, log) => lookups.get(service)?.(log) ?? [];
  }

  #groupOf(service: string): SlimGroup {
    const group = this.#groups.find(({ services }) => services.includes(service));
    if (group === undefined) throw new Error(`${service} is not among the services to be slimmed`);
    return group;
  }

  async #slim(group: SlimGroup, { extra, policy }: { readonly extra: readonly string[]; readonly policy: Policy }): Promise<Current> {
    const { engine, emit, signal, stack } = this.#context;
    signal.throwIfAborted();
    const { original, traceDigests, needs, services } = group;
    for (const service of services) emit({ type: "service", stage: "slim", service, status: "working" });
    const ref = await this.#freeRef(group);
    const project = stack.model.name;
    const key = digest("slim", original.id, original.ref, traceDigests, policy, needs, ref, extra, project, await codeDigest("slim"));
    const make = async (): Promise<Made> => {
      const { index, configText } = await this.#index(group);
      const labels = { "stack-slim.project": project };
      const trace = await group.trace();
      return slimService({ engine, index, original, configText, trace, policy, service: needs, ref, extra, labels, memo: this.#memo });
    };
    const name = `slim/${services[0] ?? ""}${extra.length > 0 || policy !== group.policy ? "-repaired" : ""}`;
    let { value, hit } = await cached(this.#context, name, key, make);
    if (hit && (await engine.inspectImage(ref))?.id !== value.image.id) ({ value, hit } = { value: await make(), hit: false });
    const current = { ...value, extra, policy };
    this.#current.set(group, current);
    for (const service of services) emit({ type: "service", stage: "slim", service, status: hit ? "cached" : "done", detail: `${ref}` });
    return current;
  }

  async #index({ original }: SlimGroup): Promise<{ readonly index: ImageIndex; readonly configText: string }> {
    const spooled = (await this.#spool.read()).images.get(original.id);
    if (spooled === undefined) throw new Error(`the layers of ${original.ref} were not read`);
    return { index: indexImage(spooled.layers, this.#layers), configText: spooled.configText };
  }

  /** A name that no other image has: `python:3.11-slim` may be one of the user's, or belong to another stack that still runs it. */
  async #freeRef({ original, services }: SlimGroup): Promise<string> {
    const { config, stack, engine } = this.#context;
    const project = stack.model.name;
    const wanted = slimRef(config.imageTemplate, { ref: original.ref, service: services[0] ?? "", project });
    for (const ref of [wanted, `${wanted}-${project}`]) {
      const taken = await engine.inspectImage(ref);
      if (taken === undefined || taken.config.labels["stack-slim.project"] === project) return ref;
    }
    throw new StackSlimError(`The names ${wanted} and ${wanted}-${project} belong to images that stack-slim did not make for this stack.`, {
      code: "slim.name-taken",
      exitCode: 2,
      hint: 'Give slim images another name in stack-slim.yml, such as `image: "{name}:{tag}-{project}-slim"`.',
    });
  }
}
