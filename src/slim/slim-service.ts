import type { Policy } from "../model/config.js";
import type { ImageInfo } from "../model/image.js";
import type { Engine } from "../model/ports.js";
import type { KeepSet, SlimImage } from "../model/slim-image.js";
import type { Trace } from "../model/trace.js";
import { assembleSlimImage } from "./assemble-slim-image.js";
import type { ElfMemo } from "./elf-reader.js";
import type { ImageIndex, SourceEntry } from "./image-index.js";
import { keepSet } from "./keep-set.js";
import type { ServiceNeeds } from "./rule.js";

export type SlimServiceOptions = {
  readonly engine: Pick<Engine, "loadImages">;
  readonly index: ImageIndex;
  /** The original, as the engine has it, and its config as it stands in its archive. */
  readonly original: ImageInfo;
  readonly configText: string;
  readonly trace: Trace;
  readonly policy: Policy;
  readonly service: ServiceNeeds;
  /** Name of the slim image, with its tag. */
  readonly ref: string;
  /** Labels of the slim image beside stack-slim.original and stack-slim.policy. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Paths to keep beside what the rules keep: a repair. */
  readonly extra?: readonly string[];
  /** Shared by the services of a run. */
  readonly memo?: ElfMemo;
};

export type SlimServiceResult = { readonly image: SlimImage; readonly keep: KeepSet };

/**
 * Makes a service's slim image and loads it into the engine under `ref`.
 * @throws StackSlimError `image.tar` when the original can't be read; the engine's own when it refuses the image.
 */
export async function slimService(options: SlimServiceOptions): Promise<SlimServiceResult> {
  const { engine, index, original, configText, trace, policy, service, ref, extra = [], labels = {}, memo } = options;
  const { keep, warnings } = keepSet({
    index,
    imageId: original.id,
    image: original.config,
    trace,
    policy,
    service,
    extra,
    ...(memo === undefined ? {} : { memo }),
  });
  const { archive, imageId } = assembleSlimImage({
    index,
    keeps: (path) => keep.kept.has(path),
    configText,
    originalId: original.id,
    policy,
    ref,
    labels,
  });
  await engine.loadImages(archive);
  const image: SlimImage = {
    service: trace.service,
    originalId: original.id,
    originalRef: original.ref,
    id: imageId(),
    ref,
    policy,
    originalBytes: index.figures.bytes,
    originalFiles: index.figures.files,
    slimFiles: keep.kept.size,
    ...keptBytes(index, keep),
    warnings,
  };
  return { image, keep };
}

/** Bytes of the kept regular files, hard links once, in all and by the rule that kept each first. */
export function keptBytes(index: ImageIndex, keep: KeepSet): Pick<SlimImage, "slimBytes" | "bytesByRule"> {
  const counted = new Set<SourceEntry>();
  const bytesByRule: Record<string, number> = {};
  let slimBytes = 0;
  for (const [path, { rule }] of keep.kept) {
    const entry = index.get(path);
    if (entry?.data === undefined || counted.has(entry.data)) continue;
    counted.add(entry.data);
    slimBytes += entry.size;
    bytesByRule[rule] = (bytesByRule[rule] ?? 0) + entry.size;
  }
  return { slimBytes, bytesByRule };
}
