import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { StackSlimError } from "../model/errors.js";
import type { Engine } from "../model/ports.js";
import { layerFile, spoolLayers } from "../slim/index.js";
import { isFullDisk } from "./layer-spool.js";
import { streaming } from "./release-memory.js";

export type ExportOptions = {
  readonly service: string;
  /** Name of its slim image. */
  readonly ref: string;
  /** Text of the slim Dockerfile that lies in `folder`. */
  readonly dockerfile: string;
  /** The build context; must be there. */
  readonly folder: string;
  readonly signal: AbortSignal;
};

export type ExportedContext = { readonly files: readonly string[]; readonly bytes: number };

/**
 * Puts the layers of a slim image beside its Dockerfile, each named by its digest, which is compared; layers of earlier images go.
 * @throws StackSlimError `export.no-image`, `export.changed` (2) when the engine has no such image, or another than the Dockerfile was written for;
 * `export.full` (3). An abort rejects with the signal's reason and leaves what was there.
 */
export async function exportContext(
  engine: Pick<Engine, "inspectImage" | "saveImages">,
  { service, ref, dockerfile, folder, signal }: ExportOptions,
): Promise<ExportedContext> {
  const image = await engine.inspectImage(ref);
  if (image === undefined) throw noImage(service, ref);
  const wanted = image.layers.map(layerFile);
  const named = [...dockerfile.matchAll(/^ADD (\S+\.tar) \/$/gm)].map(([, name]) => name);
  if (wanted.join() !== named.join()) throw changed(service, ref);
  const temporary = await mkdtemp(join(folder, ".export-"));
  try {
    const spool = await streaming(() => spoolLayers(engine, [image.id], temporary, signal));
    const spooled = [...new Set(spool.images.get(image.id)?.layers)];
    let bytes = 0;
    for (const layer of spooled) bytes += await checkedBytes(layer, signal);
    for (const name of await readdir(folder)) if (isLayer(name) && !wanted.includes(name)) await rm(join(folder, name));
    for (const layer of spooled) await rename(layer, join(folder, basename(layer)));
    return { files: wanted.map((name) => join(folder, name)), bytes };
  } catch (cause) {
    throw isFullDisk(cause) ? full(folder, cause) : cause;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

const isLayer = (name: string): boolean => /^[0-9a-f]{64}\.tar$/.test(name);

/** The bytes of a layer's file whose content is what its name says. */
async function checkedBytes(file: string, signal: AbortSignal): Promise<number> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(file, { signal })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  if (`${hash.digest("hex")}.tar` === basename(file)) return bytes;
  throw new StackSlimError(`The engine's archive holds a layer that is not what its digest ${basename(file, ".tar")} says.`, {
    code: "image.archive",
    exitCode: 3,
    hint: "Make the image again: `stack-slim apply --fresh`.",
  });
}

const noImage = (service: string, ref: string): StackSlimError =>
  new StackSlimError(`The engine has no image ${ref}, the slim image of ${service}.`, {
    code: "export.no-image",
    exitCode: 2,
    hint: "Run `stack-slim apply` again: it makes the image anew, and boots only what changed.",
  });

const changed = (service: string, ref: string): StackSlimError =>
  new StackSlimError(`${ref} is not the image that the slim Dockerfile of ${service} was written for.`, {
    code: "export.changed",
    exitCode: 2,
    hint: "Run `stack-slim apply` again: it writes image and Dockerfile anew.",
  });

const full = (folder: string, cause: unknown): StackSlimError =>
  new StackSlimError(`There is no room in ${folder} for the layers of the slim image.`, {
    code: "export.full",
    exitCode: 3,
    hint: "Free as much as the slim image takes: `stack-slim report` says it.",
    cause,
  });
