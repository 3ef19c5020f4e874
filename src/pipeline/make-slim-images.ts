import type { Status } from "../model/events.js";
import type { SlimImage } from "../model/slim-image.js";
import { type ChainedLayer, type Chosen, type LayerMemo, loadSlimImages, type SlimJob } from "../slim/index.js";
import { type Artifact, digest } from "../workspace/index.js";
import type { LayerSpool } from "./layer-spool.js";
import { releaseMemory } from "./release-memory.js";
import type { RunContext } from "./run-context.js";

/** As the artifact `slim/SERVICE` has it: all else is known when an image's content is chosen. */
export type Made = Pick<SlimImage, "id" | "layers">;

/** `name`: of the artifact; `key`: digest of all that the content was chosen by. */
export type Wanted = {
  readonly name: string;
  readonly key: string;
  readonly image: Chosen["image"];
  readonly content: () => Promise<Pick<Chosen, "keep" | "made">>;
  readonly chain: readonly ChainedLayer[];
  readonly made: (image: Made, status: Status) => void;
};

export type MakeSlimImagesOptions = {
  readonly context: RunContext;
  readonly spool: LayerSpool;
  /** What was read of the originals' layers. */
  readonly memo: LayerMemo;
};

/**
 * Makes images and loads them, and tells of each when it is there: at once when the workspace has it and the engine too. Images that have layers
 * in common are loaded together, since an archive must hold every layer that its images have.
 */
export async function makeSlimImages({ context, spool, memo }: MakeSlimImagesOptions, images: readonly Wanted[]): Promise<void> {
  const { emit, engine, options, signal, stack, workspace } = context;
  const missing = new Map<string, Wanted[]>();
  for (const wanted of images) {
    const stored = options.fresh ? undefined : await artifactOf(context, wanted).read();
    if (stored !== undefined && (await engine.inspectImage(wanted.image.ref))?.id === stored.id) {
      wanted.made(stored, "cached");
      continue;
    }
    // Shared layers form a tree: images that share any share the lowest.
    const family = wanted.chain[0]?.layer.key ?? wanted.name;
    missing.set(family, [...(missing.get(family) ?? []), wanted]);
  }
  const labels = { "stack-slim.project": stack.model.name, "stack-slim.folder": workspace.identity };
  for (const family of missing.values()) {
    signal.throwIfAborted();
    if (family.length > 1) emit({ type: "note", stage: "slim", detail: `loading ${String(family.length)} images that share layers` });
    const loaded = await loadSlimImages(engine, jobsOf(family, { spool, labels }), memo);
    for (const [position, image] of loaded.entries()) {
      const wanted = family[position];
      if (wanted === undefined) continue;
      await artifactOf(context, wanted).write(image);
      wanted.made(image, "done");
    }
    releaseMemory();
  }
}

async function* jobsOf(
  family: readonly Wanted[],
  { spool, labels }: { readonly spool: LayerSpool; readonly labels: Readonly<Record<string, string>> },
): AsyncGenerator<SlimJob> {
  for (const { image, content, chain } of family) {
    yield { chosen: { ...(await content()), image }, chain, labels, original: await spool.image(image) };
    // The index and keep-set of the image that was just written, before those of the next are made.
    releaseMemory();
  }
}

function artifactOf({ workspace }: RunContext, { name, key, chain }: Wanted): Artifact<Made> {
  const layers = chain.map(({ layer, services }) => [layer.key, services]);
  return workspace.artifact<Made>(`slim/${name}`, digest("image", key, layers));
}
