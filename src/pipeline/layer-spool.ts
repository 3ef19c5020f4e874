import { join } from "node:path";
import { StackSlimError } from "../model/errors.js";
import type { ImageInfo } from "../model/image.js";
import type { Engine } from "../model/ports.js";
import type { SlimImage } from "../model/slim-image.js";
import { type Spool, type SpooledImage, spoolLayers } from "../slim/index.js";
import { releaseMemory } from "./release-memory.js";
import { saveParts } from "./save-parts.js";
import type { Workspace } from "../workspace/index.js";

export type LayerSpoolOptions = {
  readonly engine: Engine;
  readonly workspace: Workspace;
  readonly signal: AbortSignal;
  /** The originals. */
  readonly images: readonly ImageInfo[];
};

/** Archives that the engine is asked for at once: it writes each with one thread. */
const parallel = 2;

/** The originals' layers in files, read from the engine at most once in a run: together, so that layers they share are read once. */
export class LayerSpool implements AsyncDisposable {
  readonly #options: LayerSpoolOptions;
  readonly #closed = new AbortController();
  #spool: Promise<Spool> | undefined;

  constructor(options: LayerSpoolOptions) {
    this.#options = options;
  }

  /** Begins to read, so that it is done when it is needed. What goes wrong is told to whoever reads. */
  prefetch(): void {
    this.read().catch(() => undefined);
  }

  read(): Promise<Spool> {
    const { engine, workspace, signal, images } = this.#options;
    const ended = AbortSignal.any([signal, this.#closed.signal]);
    this.#spool ??= workspace
      .scratch("layers")
      .then(async (folder) => {
        const parts = saveParts(images, parallel).map((ids, part) => spoolLayers(engine, ids, join(folder, String(part)), ended));
        const spools = await Promise.all(parts);
        releaseMemory();
        return { images: new Map(spools.flatMap((spool) => [...spool.images])) };
      })
      .catch((cause: unknown) => {
        throw isFullDisk(cause) ? full(workspace.directory, cause) : cause;
      });
    return this.#spool;
  }

  /** One original of those to be read. */
  async image({ originalId, originalRef }: Pick<SlimImage, "originalId" | "originalRef">): Promise<SpooledImage> {
    const spooled = (await this.read()).images.get(originalId);
    if (spooled === undefined) throw new Error(`the layers of ${originalRef} were not read`);
    return spooled;
  }

  /** Stops reading; its files go with the workspace's scratch folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    await this.#spool?.catch(() => undefined);
  }
}

/** Whether a write failed because the disk, or the quota on it, is used up. */
export const isFullDisk = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");

const full = (folder: string, cause: unknown): StackSlimError =>
  new StackSlimError(`There is no room in ${folder} for the layers of the original images, which are read while slimming.`, {
    code: "workspace.full",
    exitCode: 3,
    hint: "Free as much as the images take (`docker image ls`), or run in a copy of the project on a larger disk.",
    cause,
  });
