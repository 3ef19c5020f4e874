import type { Check } from "../model/config.js";
import type { Trial } from "../model/trial.js";
import { readyWithin, type Tries, type TrialObservations } from "../trial/index.js";
import { digest, type Artifact } from "../workspace/index.js";
import { openBoot, type LiveBoot } from "./boot.js";
import type { Mended } from "./mend.js";
import type { Profile } from "./profile-stage.js";
import type { RepairsState } from "./repairs.js";
import type { RunContext } from "./run-context.js";
import type { Slimmer } from "./slimmer.js";

export type CombinationBoot = {
  readonly number: number;
  /** Services that run their slim image; none: the original stack. */
  readonly slim: readonly string[];
  readonly phase: "trial" | "final";
  readonly why: string;
  readonly tries: Tries;
  /** How often the very same was booted before in this run without a verdict. */
  readonly attempt: number;
};

/** What a boot showed, and what mending it came to: all that a later run needs in order not to boot it again. */
type Stored = { readonly seen: TrialObservations; readonly mended?: Mended; readonly repairs?: RepairsState };

export type BootedCombination = Stored & {
  /** The stack, still running; undefined: the result was in the workspace. */
  readonly live?: LiveBoot;
  /** Takes the stack down and stores what came of the boot; resolves to the seconds that took. */
  readonly close: (mended?: Pick<Stored, "mended" | "repairs">) => Promise<number>;
};

/** Boots one combination through all checks. What was seen of these very images before is not booted again. */
export async function bootCombination(
  context: RunContext,
  profile: Profile,
  slimmer: Slimmer,
  { number, slim, phase, why, tries, attempt }: CombinationBoot,
): Promise<BootedCombination> {
  context.emit({ type: "note", stage: "trials", detail: `boot ${String(number)}: ${why}` });
  const checks: readonly Check[] = context.config.checks;
  const artifact = artifactOf(context, profile, slimmer, { slim, tries, attempt });
  const stored = context.options.fresh ? undefined : await artifact.read();
  if (stored !== undefined) {
    context.emit({ type: "note", stage: "trials", detail: `boot ${String(number)} was made before: its result is in the workspace` });
    return { ...stored, close: () => Promise.resolve(stored.seen.seconds.teardown) };
  }
  await restoreRemoved(context, slimmer, slim);
  const images = slimmer.images();
  const refs = Object.fromEntries(slim.flatMap((service) => (images.has(service) ? [[service, images.get(service)?.ref ?? ""]] : [])));
  const readyWithinMs = readyWithin(profile.trial, context.options.readyWithinMs);
  const live = await openBoot(context, { number, stage: "trials", phase, images: refs, checks, readyWithinMs, tries });
  return {
    seen: live.seen,
    live,
    close: async (mended = {}) => {
      const teardown = await live.close();
      const seen = { ...live.seen, seconds: { ...live.seen.seconds, teardown } };
      await artifact.write({ seen, ...mended });
      return teardown;
    },
  };
}

type Tried = { readonly slim: readonly string[]; readonly tries: Tries; readonly attempt: number };

function artifactOf(context: RunContext, profile: Profile, slimmer: Slimmer, { slim, tries, attempt }: Tried): Artifact<Stored> {
  const images = slimmer.images();
  const ids = slim.length === 0 ? "original" : Object.fromEntries(slim.map((service) => [service, images.get(service)?.id]));
  const checks = context.config.checks;
  const often = tries.kind === "condemn" ? checks.map(({ name }) => tries.failures(name)) : [tries.runs, [...tries.suspected].sort()];
  const key = digest("trial", profile.key, ids, checks, tries.kind, often, attempt);
  return context.workspace.artifact<Stored>(`trial/${key.slice(0, 16)}`, key);
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

/** The trial with the seconds its teardown took, which is over only when the next one may already run. */
export const withTeardown = (trial: Trial, teardown: number): Trial => ({ ...trial, seconds: { ...trial.seconds, teardown } });
