import type { Policy } from "../model/config.js";
import type { ImageInfo } from "../model/image.js";
import type { Engine } from "../model/ports.js";
import type { KeepSet, SlimImage } from "../model/slim-image.js";
import type { Trace } from "../model/trace.js";
import { assembleSlimImage, type ChainedLayer } from "./assemble-slim-image.js";
import { type ArchiveImage, dockerArchive, type WrittenImage } from "./docker-archive.js";
import type { ElfMemo } from "./elf-reader.js";
import type { ImageIndex } from "./image-index.js";
import { imageTree } from "./image-tree.js";
import { indexImage } from "./index-image.js";
import { keepSet } from "./keep-set.js";
import { keptBytes } from "./kept-bytes.js";
import { keptUnits, type KeptUnits } from "./kept-units.js";
import type { LayerMemo } from "./merge-layers.js";
import { pruneMetadata, without } from "./metadata/prune-metadata.js";
import { readPackages } from "./packages.js";
import type { ServiceNeeds } from "./rule.js";
import { type Inventories, takeInventories } from "./sbom/take-inventory.js";
import type { SpooledImage } from "./spool-layers.js";

export type ChooseOptions = {
  readonly index: ImageIndex;
  /** The original, as the engine has it. */
  readonly original: ImageInfo;
  readonly trace: Trace;
  readonly policy: Policy;
  readonly service: ServiceNeeds;
  /** Name of the slim image to be, with its tag. */
  readonly ref: string;
  /** Paths to keep beside what the rules keep: a repair. */
  readonly extra?: readonly string[];
  /** Shared by the services of a run. */
  readonly memo?: ElfMemo;
  /** Called between the steps, each of which leaves tens of megabytes behind. */
  readonly between?: () => void;
};

/** All that is known of a slim image before it is made. */
export type Chosen = {
  readonly image: Omit<SlimImage, "id" | "layers" | "originalLayers">;
  readonly keep: KeepSet;
  /** What other images may have in common with it. */
  readonly units: KeptUnits;
  /** An ImageTree as JSON: text, because it is stored and not looked into by who makes it. */
  readonly tree: string;
  /** Other content of kept files, by path, one character a byte. */
  readonly made: ReadonlyMap<string, string>;
};

/**
 * Chooses what of an image stays, and takes the inventories of the original and of what stays.
 * @throws StackSlimError `image.tar` when the original can't be read.
 */
export function chooseKept(options: ChooseOptions): Chosen & { readonly inventories: Inventories } {
  const { index, original, trace, policy, service, ref, extra = [], memo, between = () => undefined } = options;
  const { keep: wanted, warnings } = keepSet({
    index,
    imageId: original.id,
    image: original.config,
    trace,
    policy,
    service,
    extra,
    ...(memo === undefined ? {} : { memo }),
  });
  between();
  const { drop, made } = pruneMetadata({ index, kept: wanted.kept, verbatim: service.keep });
  const keep: KeepSet = { ...wanted, kept: without(wanted.kept, drop) };
  const image = {
    service: trace.service,
    originalId: original.id,
    originalRef: original.ref,
    ref,
    policy,
    originalBytes: index.figures.bytes,
    originalFiles: index.figures.files,
    slimFiles: keep.kept.size,
    ...keptBytes(index, keep.kept, made),
    warnings,
  };
  between();
  const tree = imageTree({
    index,
    packages: readPackages(index),
    keep,
    made,
    original: original.ref,
    slim: ref,
  });
  const units = keptUnits(index, (path) => keep.kept.has(path), made);
  const texts = new Map([...made].map(([path, content]) => [path, content.toString("latin1")]));
  return { image, keep, units, tree: JSON.stringify(tree), made: texts, inventories: takeInventories(index, keep.kept, made) };
}

/** A slim image to be made of what was chosen. */
export type SlimJob = {
  readonly chosen: Pick<Chosen, "image" | "keep" | "made">;
  /** The original's spooled layers, and its config as it stands in its archive. */
  readonly original: SpooledImage;
  /** Layers that it has in common with others, lowest first. */
  readonly chain: readonly ChainedLayer[];
  /** Labels of the slim image beside stack-slim.original and stack-slim.policy. */
  readonly labels?: Readonly<Record<string, string>>;
};

/**
 * Makes slim images and loads them into the engine, all in one archive, which has each of their layers once. Jobs are asked for and originals
 * indexed one after the other, as the archive comes to them. @throws StackSlimError `image.tar` when an original can't be read; the engine's own when it refuses the archive.
 */
export async function loadSlimImages(
  engine: Pick<Engine, "loadImages">,
  jobs: Iterable<SlimJob> | AsyncIterable<SlimJob>,
  memo: LayerMemo = new Map(),
): Promise<readonly WrittenImage[]> {
  const { archive, images } = dockerArchive(assembled(jobs, memo));
  await engine.loadImages(archive);
  return images();
}

async function* assembled(jobs: Iterable<SlimJob> | AsyncIterable<SlimJob>, memo: LayerMemo): AsyncGenerator<ArchiveImage> {
  for await (const { chosen, original, chain, labels = {} } of jobs) {
    const { image, keep, made } = chosen;
    yield assembleSlimImage({
      index: indexImage(original.layers, memo),
      keeps: (path) => keep.kept.has(path),
      made: new Map([...made].map(([path, text]) => [path, Buffer.from(text, "latin1")])),
      chain,
      configText: original.configText,
      originalId: image.originalId,
      policy: image.policy,
      ref: image.ref,
      labels,
    });
  }
}
