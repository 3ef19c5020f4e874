import type { EmitImage, ProvenImage } from "../model/emit-kind.js";
import { StackSlimError } from "../model/errors.js";
import type { Engine } from "../model/ports.js";
import { plural } from "../report/index.js";
import { pushNames } from "../stack/push-names.js";
import { splitImage } from "../stack/split-image.js";

type PushContext = { readonly engine: Engine; readonly note: (detail: string) => void; readonly signal: AbortSignal };

/**
 * Pushes each slim image once, one after the other, so that the engine knows of each which of its layers the registry has already. Gives, by service,
 * the image pinned by the digest in the registry. Names that pushing takes are given back. @throws StackSlimError (exit 3) `push.*`.
 */
export async function pushImages(
  { engine, note, signal }: PushContext,
  images: Readonly<Record<string, ProvenImage>>,
  target: string,
): Promise<Readonly<Record<string, EmitImage>>> {
  const names = pushNames(
    Object.values(images).map(({ ref }) => ref),
    target,
  );
  const pushed = new Map<string, EmitImage>();
  for (const [ref, tagged] of names) {
    signal.throwIfAborted();
    const id = Object.values(images).find((image) => image.ref === ref)?.id ?? ref;
    const { digest, layersSent, layersPresent } = await named(engine, id, tagged, () => engine.pushImage(tagged, signal));
    pushed.set(ref, { ref: `${splitImage(tagged).name}@${digest}`, tagged });
    note(`pushed ${tagged}: ${plural(layersSent, "layer")} sent, ${String(layersPresent)} there already; ${digest}`);
  }
  return Object.fromEntries(
    Object.entries(images).flatMap(([service, { ref }]) => {
      const image = pushed.get(ref);
      return image === undefined ? [] : [[service, image]];
    }),
  );
}

/** While `work` runs the image has this name too; after it whoever had it before has it again. */
async function named<T>(engine: Engine, id: string, name: string, work: () => Promise<T>): Promise<T> {
  const earlier = await engine.inspectImage(name);
  if (earlier?.id === id) return work();
  await engine.tagImage(id, name);
  try {
    return await work();
  } finally {
    if (earlier === undefined) await engine.removeImage(name);
    else await engine.tagImage(earlier.id, name);
  }
}

/** @throws StackSlimError exit 3 when the engine has not the very images that were proved. */
export async function needImages(engine: Engine, images: Readonly<Record<string, ProvenImage>>): Promise<void> {
  for (const { ref, id } of new Map(Object.values(images).map((image) => [image.ref, image])).values()) {
    const found = await engine.inspectImage(ref);
    if (found?.id === id) continue;
    throw new StackSlimError(
      `The slim image ${ref} ${found === undefined ? "isn't in the engine any more" : "is another image now than the one that was proved"}.`,
      {
        code: "emit.image",
        exitCode: 3,
        hint: "Run `stack-slim apply` again: it makes the image anew without booting anything that did not change.",
      },
    );
  }
}
