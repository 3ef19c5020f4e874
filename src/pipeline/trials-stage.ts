import { nextStep, type Observation } from "../search/index.js";
import type { Combination } from "../model/stack.js";
import type { Repair } from "../model/report.js";
import type { Outcome, Trial } from "../model/trial.js";
import { judge, type TrialObservations } from "../trial/index.js";
import { digest } from "../workspace/index.js";
import { bootStack } from "./boot.js";
import type { Profile } from "./profile-stage.js";
import { Repairs } from "./repairs.js";
import { cached, type RunContext } from "./run-context.js";
import type { Slimmer } from "./slimmer.js";

export type TrialsResult = {
  readonly trials: readonly Trial[];
  readonly outcome: Outcome;
  readonly repairs: ReadonlyMap<string, readonly Repair[]>;
  /** Checks that fail on the original too, with how. */
  readonly brokenChecks: ReadonlyMap<string, string>;
};

/** Boots combinations, as search asks for them, until one is proven or the budget is spent; repairs whom a trial blames on the way. */
export async function trialsStage(context: RunContext, profile: Profile, slimmer: Slimmer): Promise<TrialsResult> {
  const trials: Trial[] = [profile.trial];
  const observations: Observation[] = [];
  const brokenChecks = new Map(failedChecks(profile.trial));
  const repairs = new Repairs(slimmer);
  let originalTried = false;
  for (;;) {
    const revisions = slimmer.revisions();
    const candidates = [...slimmer.images().values()].map(({ service, originalBytes, slimBytes }) => ({
      name: service,
      weight: Math.max(0, originalBytes - slimBytes),
    }));
    const step = nextStep({ candidates, observations, revisions, budget: { bootsLeft: context.options.maxBoots - trials.length } });
    if (step.kind === "done") {
      const outcome = { label: step.label, why: step.why, combination: combinationOf(context, step.slim) };
      return { trials, outcome, repairs: repairs.made(), brokenChecks };
    }
    const all = step.slim.length === candidates.length;
    context.emit({ type: "note", stage: "trials", detail: `boot ${String(trials.length + 1)}: ${step.why}` });
    const seen = await boot(context, profile, slimmer, step.slim, trials.length + 1, all);
    const judging = {
      boot: trials.length + 1,
      purpose: all ? ("all-slim" as const) : ("search" as const),
      combination: combinationOf(context, step.slim),
      why: step.why,
      baselines: profile.baselines,
      edges: [...context.plan.edges, ...profile.edges],
      dropped: seen.services.length > 0 && looksBad(seen) ? await slimmer.droppedLookup(step.slim) : () => [],
    };
    let judged = judge(seen, { ...judging, brokenChecks: new Set(brokenChecks.keys()) });
    trials.push(judged.trial);
    // Only checks failed, and some of them never ran on the original: whether that is the slim images' doing only the original can tell.
    const unknown = judged.trial.checks.some(({ name, pass }) => !pass && !brokenChecks.has(name) && !ranOn(profile.trial, name));
    if (!judged.trial.pass && judged.culprits.length === 0 && unknown && !originalTried && trials.length < context.options.maxBoots) {
      originalTried = true;
      const original = await bootOriginal(context, profile, trials.length + 1);
      trials.push(original);
      for (const [name, error] of failedChecks(original)) brokenChecks.set(name, error);
      judged = judge(seen, { ...judging, brokenChecks: new Set(brokenChecks.keys()) });
      trials[trials.length - 2] = judged.trial;
    }
    observations.push({ slim: step.slim, pass: judged.trial.pass, culprits: judged.culprits, revisions });
    if (!judged.trial.pass) await repairs.attempt(judged.trial, judged.culprits);
  }
}

const combinationOf = ({ stack }: RunContext, slim: readonly string[]): Combination =>
  Object.fromEntries(stack.services.map(({ name }) => [name, slim.includes(name) ? "slim" : "original"]));

const failedChecks = (trial: Trial): readonly (readonly [string, string])[] =>
  trial.checks.filter(({ pass }) => !pass).map(({ name, error }) => [name, error ?? "failed"]);

const ranOn = (trial: Trial, check: string): boolean => trial.checks.some(({ name }) => name === check);

const looksBad = (seen: TrialObservations): boolean => seen.checks.some(({ pass }) => !pass) || seen.services.some(({ log }) => log !== "");

/** What was seen of this very combination of images before is not booted again. */
async function boot(context: RunContext, profile: Profile, slimmer: Slimmer, slim: readonly string[], number: number, all: boolean): Promise<TrialObservations> {
  const images = slimmer.images();
  const ids = Object.fromEntries(slim.map((service) => [service, images.get(service)?.id]));
  const refs = Object.fromEntries(slim.flatMap((service) => [[service, images.get(service)?.ref ?? ""]]));
  const key = digest("trial", profile.key, ids, context.config.checks);
  const phase = all ? "final" : "trial";
  const { value, hit } = await cached(context, `trial/${key.slice(0, 16)}`, key, () =>
    bootStack(context, { number, stage: "trials", phase, images: refs, checks: context.config.checks }),
  );
  if (hit) context.emit({ type: "note", stage: "trials", detail: `boot ${String(number)} was made before: its result is in the workspace` });
  return value;
}

async function bootOriginal(context: RunContext, profile: Profile, number: number): Promise<Trial> {
  const why = "the original through the checks that failed, to tell a fault of the slim images from one it has itself";
  context.emit({ type: "note", stage: "trials", detail: `boot ${String(number)}: ${why}` });
  const key = digest("trial", profile.key, "original", context.config.checks);
  const { value } = await cached(context, `trial/${key.slice(0, 16)}`, key, () =>
    bootStack(context, { number, stage: "trials", phase: "trial", images: {}, checks: context.config.checks }),
  );
  const judging = { boot: number, purpose: "original" as const, combination: combinationOf(context, []), why, baselines: profile.baselines, edges: [], dropped: () => [] };
  return judge(value, { ...judging, brokenChecks: new Set() }).trial;
}
