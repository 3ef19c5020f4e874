import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StackSlimError } from "../model/errors.js";
import type { Engine } from "../model/ports.js";
import type { Xray } from "../model/xray.js";
import { spoolLayers, xrayImage, type XrayOptions } from "../slim/index.js";
import { isFullDisk } from "./layer-spool.js";
import { streaming } from "./release-memory.js";

/**
 * Looks into an image of the engine. Its layers lie in a folder of the system's temporary one meanwhile, which is gone when this settles; nothing is
 * started. @throws StackSlimError `xray.no-image` (2), `xray.full` (3), and as spoolLayers and xrayImage do; an abort rejects with the signal's reason.
 */
export async function xray(engine: Pick<Engine, "inspectImage" | "saveImages">, ref: string, options: XrayOptions): Promise<Xray> {
  const info = await engine.inspectImage(ref);
  if (info === undefined) throw noImage(ref);
  options.signal.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), "stack-slim-xray-")).catch((cause: unknown) => {
    throw noFolder(cause);
  });
  try {
    const spool = await streaming(() => spoolLayers(engine, [info.id], folder, options.signal));
    const spooled = spool.images.get(info.id);
    if (spooled === undefined) throw new Error(`the layers of ${ref} were not read`);
    return await xrayImage(spooled, info, options);
  } catch (cause) {
    throw isFullDisk(cause) ? full(folder, cause) : cause;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const noImage = (ref: string): StackSlimError =>
  new StackSlimError(`The engine has no image ${ref}.`, {
    code: "xray.no-image",
    exitCode: 2,
    hint: `Check the name (\`docker image ls\`), or bring it: \`docker pull ${ref}\`, \`docker build -t ${ref} .\` or \`docker compose build\`.`,
  });

const full = (folder: string, cause: unknown): StackSlimError =>
  new StackSlimError(`There is no room in ${folder} for the layers of the image, which are read from there.`, {
    code: "xray.full",
    exitCode: 3,
    hint: "Free as much as the image takes, or set TMPDIR to a folder on a larger disk.",
    cause,
  });

const noFolder = (cause: unknown): StackSlimError =>
  new StackSlimError(`No temporary folder can be made in ${tmpdir()}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    code: "xray.no-folder",
    exitCode: 3,
    hint: "Set TMPDIR to a folder that can be written.",
    cause,
  });
