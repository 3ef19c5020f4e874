import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { StackSlimError } from "../model/errors.js";
import type { Engine } from "../model/ports.js";
import { copierImage } from "../slim/index.js";
import { noted } from "./leftovers.js";
import type { RunContext } from "./run-context.js";

/** The image of the program that copies volumes, as long as it isn't disposed of. */
export type OpenCopier = AsyncDisposable & { readonly image: string };

/** Loads it under a name of its own, which is noted while it is there. @throws StackSlimError exit 3 when it isn't built for the engine's machine. */
export async function openCopier({ engine, engineInfo, workspace }: RunContext): Promise<OpenCopier> {
  const { architecture } = engineInfo;
  const path = fileURLToPath(new URL(`../../sensor/build/${architecture}/copier`, import.meta.url));
  const copier = await readFile(path).catch((cause: unknown) => {
    throw new StackSlimError(`What copies volumes isn't built for ${architecture}: there is no ${path}.`, {
      code: "copier.not-built",
      exitCode: 3,
      hint: "Build it with `make -C sensor` (or `make -C sensor cross`), install a release, or run without --clone-volumes.",
      cause,
    });
  });
  const image = `stack-slim/copier:${randomBytes(6).toString("hex")}`;
  const note = await noted(workspace.journal, [{ kind: "image", name: image }]);
  const remove = async (from: Pick<Engine, "removeImage">): Promise<void> => {
    await from.removeImage(image);
    await note[Symbol.asyncDispose]();
  };
  try {
    await engine.loadImages(copierImage({ ref: image, architecture, copier }).archive);
  } catch (error) {
    await remove(engine);
    throw error;
  }
  return { image, [Symbol.asyncDispose]: () => remove(engine) };
}
