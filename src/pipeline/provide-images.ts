import type { Emit } from "../model/events.js";
import type { ImageInfo } from "../model/image.js";
import type { Compose } from "../model/ports.js";
import type { Stack } from "../model/stack.js";

type Provision = {
  readonly stack: Stack;
  /** Those that the engine has, by reference. */
  readonly images: ReadonlyMap<string, ImageInfo>;
  readonly compose: Compose;
  readonly emit: Emit;
  readonly signal: AbortSignal;
};

/**
 * Brings the images that the engine lacks, as `docker compose up` would: built where the service says how, pulled else. Gives whether any was lacking.
 * @throws StackSlimError exit 3 when one can't be had.
 */
export async function provideImages({ stack, images, compose, emit, signal }: Provision): Promise<boolean> {
  const absent = stack.services.filter(({ image }) => !images.has(image));
  const build = absent.filter(({ builds }) => builds).map(({ name }) => name);
  const pull = absent.filter(({ builds }) => !builds).map(({ name }) => name);
  if (build.length > 0) {
    emit({ type: "note", stage: "plan", detail: `building ${build.join(", ")}: the engine lacks their images` });
    await compose.build(stack.source, build, signal);
  }
  if (pull.length > 0) {
    emit({ type: "note", stage: "plan", detail: `pulling the images of ${pull.join(", ")}` });
    await compose.pull(stack.source, pull, signal);
  }
  signal.throwIfAborted();
  return absent.length > 0;
}
