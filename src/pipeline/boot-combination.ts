import type { Check } from "../model/config.js";
import { readyWithin, type TrialObservations } from "../trial/index.js";
import { digest } from "../workspace/index.js";
import { bootStack } from "./boot.js";
import type { Profile } from "./profile-stage.js";
import { cached, type RunContext } from "./run-context.js";
import type { Slimmer } from "./slimmer.js";

export type CombinationBoot = {
  readonly number: number;
  /** Services that run their slim image; none: the original stack. */
  readonly slim: readonly string[];
  readonly phase: "trial" | "final";
  readonly why: string;
};

/** Boots one combination through all checks. What was seen of these very images before is not booted again. */
export async function bootCombination(
  context: RunContext,
  profile: Profile,
  slimmer: Slimmer,
  { number, slim, phase, why }: CombinationBoot,
): Promise<TrialObservations> {
  context.emit({ type: "note", stage: "trials", detail: `boot ${String(number)}: ${why}` });
  const images = slimmer.images();
  const chosen = slim.flatMap((service) => images.get(service) ?? []);
  const ids = slim.length === 0 ? "original" : Object.fromEntries(chosen.map(({ service, id }) => [service, id]));
  const checks: readonly Check[] = context.config.checks;
  const key = digest("trial", profile.key, ids, checks);
  const { value, hit } = await cached(context, `trial/${key.slice(0, 16)}`, key, async () => {
    await restoreRemoved(context, slimmer, slim);
    const refs = Object.fromEntries(chosen.map(({ service, ref }) => [service, ref]));
    const readyWithinMs = readyWithin(profile.trial, context.options.readyWithinMs);
    return bootStack(context, { number, stage: "trials", phase, images: refs, checks, readyWithinMs });
  });
  if (hit)
    context.emit({ type: "note", stage: "trials", detail: `boot ${String(number)} was made before: its result is in the workspace` });
  return value;
}

/** An image may have been removed or renamed by somebody else since it was made; a boot without it would blame the innocent. */
async function restoreRemoved({ engine, warn }: RunContext, slimmer: Slimmer, slim: readonly string[]): Promise<void> {
  for (const service of slim) {
    const image = slimmer.images().get(service);
    if (image === undefined || (await engine.inspectImage(image.ref))?.id === image.id) continue;
    warn(`${image.ref} was removed from the engine, or given to another image, while the run went on: it was made again`);
    await slimmer.reslim(service, {});
  }
}
