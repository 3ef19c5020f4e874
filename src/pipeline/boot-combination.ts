import type { Check } from "../model/config.js";
import type { Trial } from "../model/trial.js";
import { readyWithin, type Tries, type TrialObservations } from "../trial/index.js";
import { digest, type Artifact } from "../workspace/index.js";
import { openBoot, type LiveBoot } from "./boot.js";
import type { Mended } from "./mend.js";
import { bootProgress } from "./progress.js";
import type { Profile } from "./profile-stage.js";
import type { RepairsState } from "./repairs.js";
import { restoreRemoved } from "./restore-removed.js";
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
  /** Seconds of the boots so far, the profile first. */
  readonly measured: readonly Trial["seconds"][];
};

/** What a boot showed, and what mending it came to: all that a later run needs in order not to boot it again. */
type Stored = { readonly seen: TrialObservations; readonly mended?: Mended; readonly repairs?: RepairsState };

export type BootedCombination = Stored & {
  /** The stack, still running; undefined: the result was in the workspace. */
  readonly live?: LiveBoot;
  /** Takes the stack down and stores what came of the boot, unless that isn't known (`undefined`); resolves to the seconds that took. */
  readonly close: (result: Pick<Stored, "mended" | "repairs"> | undefined) => Promise<number>;
};

/** Boots one combination through all checks. What was seen of these very images before is not booted again. */
export async function bootCombination(
  context: RunContext,
  profile: Profile,
  slimmer: Slimmer,
  { number, slim, phase, why, tries, attempt, measured }: CombinationBoot,
): Promise<BootedCombination> {
  context.emit({ type: "note", stage: "trials", detail: `boot ${String(number)}: ${why}` });
  const checks: readonly Check[] = context.config.checks;
  const artifact = artifactOf(context, profile, slimmer, { slim, tries, attempt });
  const stored = context.options.fresh ? undefined : await artifact.read();
  if (stored !== undefined) {
    context.emit({ type: "note", stage: "trials", detail: `boot ${String(number)} was made before: its result is in the workspace` });
    return { ...stored, close: () => Promise.resolve(stored.seen.seconds.teardown) };
  }
  context.emit({ type: "progress", stage: "trials", ...bootProgress(number, context.options.maxBoots, measured) });
  await restoreRemoved(context, slimmer, slim);
  const images = slimmer.images();
  const refs = Object.fromEntries(slim.flatMap((service) => (images.has(service) ? [[service, images.get(service)?.ref ?? ""]] : [])));
  const readyWithinMs = readyWithin(profile.trial, context.options.readyWithinMs);
  const live = await openBoot(context, { number, stage: "trials", phase, images: refs, checks, readyWithinMs, tries });
  return {
    seen: live.seen,
    live,
    close: async (result) => {
      const teardown = await live.close();
      const seen = { ...live.seen, seconds: { ...live.seen.seconds, teardown } };
      if (result !== undefined) await artifact.write({ seen, ...result });
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

/** The trial with the seconds its teardown took, which is over only when the next one may already run. */
export const withTeardown = (trial: Trial, teardown: number): Trial => ({ ...trial, seconds: { ...trial.seconds, teardown } });
