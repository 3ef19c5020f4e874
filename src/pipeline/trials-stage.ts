import type { Repair } from "../model/report.js";
import type { Combination } from "../model/stack.js";
import type { Outcome, Trial, TrialPurpose } from "../model/trial.js";
import { nextStep, type Candidate, type Observation } from "../search/index.js";
import { judge, withLeftOutEvidence, type Judged, type TrialObservations } from "../trial/index.js";
import { bootCombination } from "./boot-combination.js";
import type { Profile } from "./profile-stage.js";
import { Repairs } from "./repairs.js";
import type { RunContext } from "./run-context.js";
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
  const { maxBoots } = context.options;
  let originalTried = false;
  for (;;) {
    const revisions = slimmer.revisions();
    const candidates = candidatesOf(context, slimmer);
    const step = nextStep({ candidates, observations, revisions, budget: { bootsLeft: maxBoots - trials.length } });
    if (step.kind === "done") {
      const outcome = { label: step.label, why: step.why, combination: combinationOf(context, step.slim) };
      return { trials: withLeftOutEvidence(trials, outcome.combination), outcome, repairs: repairs.made(), brokenChecks };
    }
    const { slim, why } = step;
    const all = slim.length === candidates.length;
    const number = trials.length + 1;
    const seen = await bootCombination(context, profile, slimmer, { number, slim, phase: all ? "final" : "trial", why });
    const dropped = looksBad(seen) ? await slimmer.droppedLookup(slim) : () => [];
    const purpose: TrialPurpose = all ? "all-slim" : "search";
    const verdict = (): Judged =>
      judge(seen, {
        boot: number,
        purpose,
        combination: combinationOf(context, slim),
        why,
        baselines: profile.baselines,
        brokenChecks: new Set(brokenChecks.keys()),
        dropped,
        edges: [...context.plan.edges, ...profile.edges],
      });
    let judged = verdict();
    trials.push(judged.trial);
    // Only checks failed, and some of them never ran on the original: whether that is the slim images' doing only the original can tell.
    const unknown = judged.trial.checks.some(({ name, pass }) => !pass && !brokenChecks.has(name) && !ranOn(profile.trial, name));
    if (!judged.trial.pass && judged.blame.culprits.length === 0 && unknown && !originalTried && trials.length < maxBoots) {
      originalTried = true;
      const original = await bootOriginal(context, profile, slimmer, trials.length + 1);
      trials.push(original);
      for (const [name, error] of failedChecks(original)) brokenChecks.set(name, error);
      judged = verdict();
      trials[trials.length - 2] = judged.trial;
    }
    tellResult(context, judged);
    observations.push({ slim, pass: judged.trial.pass, ...judged.blame, revisions });
    if (!judged.trial.pass) await repairs.attempt(judged);
  }
}

/** In the plan's order, whatever order the images were made in: among equal weights search goes by it. */
const candidatesOf = ({ plan }: RunContext, slimmer: Slimmer): readonly Candidate[] => {
  const images = slimmer.images();
  return plan.services
    .flatMap(({ name }) => images.get(name) ?? [])
    .map(({ service, originalBytes, slimBytes }) => ({ name: service, weight: Math.max(0, originalBytes - slimBytes) }));
};

const combinationOf = ({ stack }: RunContext, slim: readonly string[]): Combination =>
  Object.fromEntries(stack.services.map(({ name }) => [name, slim.includes(name) ? "slim" : "original"]));

const failedChecks = (trial: Trial): readonly (readonly [string, string])[] =>
  trial.checks.filter(({ pass }) => !pass).map(({ name, error }) => [name, error ?? "failed"]);

const ranOn = (trial: Trial, check: string): boolean => trial.checks.some(({ name }) => name === check);

const looksBad = (seen: TrialObservations): boolean => seen.checks.some(({ pass }) => !pass) || seen.services.some(({ log }) => log !== "");

/** Probes and checks were told as they ended; what only the whole boot shows, a crash loop above all, is told here. */
function tellResult({ emit }: RunContext, { trial, blame }: Judged): void {
  for (const { service, pass, evidence } of trial.services) {
    const [first] = evidence;
    if (pass || first === undefined || first.kind === "probe") continue;
    emit({ type: "service", stage: "trials", service, status: "failed", detail: first.detail });
  }
  const pointed = blame.suspects.length === 0 ? "" : `; it points at ${blame.suspects.join(", ")}`;
  const blamed = blame.culprits.length === 0 ? " and blames nobody" : ` and blames ${blame.culprits.join(", ")}`;
  const detail = `boot ${String(trial.boot)} ${trial.pass ? "passed" : `failed${blamed}${pointed}`}`;
  emit({ type: "note", stage: "trials", detail });
}

async function bootOriginal(context: RunContext, profile: Profile, slimmer: Slimmer, number: number): Promise<Trial> {
  const why = "the original through the checks that failed, to tell a fault of the slim images from one it has itself";
  const seen = await bootCombination(context, profile, slimmer, { number, slim: [], phase: "trial", why });
  return judge(seen, {
    boot: number,
    purpose: "original",
    combination: combinationOf(context, []),
    why,
    baselines: profile.baselines,
    brokenChecks: new Set(),
    dropped: () => [],
    edges: [],
  }).trial;
}
