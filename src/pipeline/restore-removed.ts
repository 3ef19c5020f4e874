import type { RunContext } from "./run-context.js";
import type { Slimmer } from "./slimmer.js";

/** An image may have been removed or renamed by somebody else since it was made; a boot without it would blame the innocent. */
export async function restoreRemoved({ engine, warn }: RunContext, slimmer: Slimmer, slim: readonly string[]): Promise<void> {
  for (const service of slim) {
    const image = slimmer.images().get(service);
    if (image === undefined || (await engine.inspectImage(image.ref))?.id === image.id) continue;
    warn(`${image.ref} was removed from the engine, or given to another image, while the run went on: it was made again`);
    await slimmer.reslim(service, {});
  }
}
