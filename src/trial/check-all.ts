import type { Check } from "../model/config.js";
import type { Stage } from "../model/events.js";
import type { CheckVerdict } from "../model/trial.js";
import type { RunningStack, Tries, TrialTools } from "./trial-input.js";

/** However often a check should be run, no more runs begin this long, ms, after its first repetition. */
const longestRepeatingMs = 30_000;

/** A check that only fails, so often from its first run on, is broken: that it passes now and then needs no measuring. */
const brokenAfter = 3;

export type CheckAll = {
  readonly checks: readonly Check[];
  readonly stage: Stage;
  readonly tries: Tries;
  /** A service failed by itself: that is what the trial will be judged by, and a check that fails needs no certainty. */
  readonly unwell: boolean;
};

/**
 * Every check once, in order; those that fail again at the end, on the same boot. What passes then is a flake, marked as such, and condemns nobody.
 * A check that passes once and never again on the same boot isn't flaky but can't be repeated: its first verdict stands.
 */
export async function checkAll(
  { checks, stage, tries, unwell }: CheckAll,
  stack: RunningStack,
  tools: TrialTools,
): Promise<CheckVerdict[]> {
  const first: CheckVerdict[] = [];
  for (const check of checks) first.push(await checkOne(check, stage, stack, tools));
  const verdicts: CheckVerdict[] = [];
  for (const [at, verdict] of first.entries()) {
    const check = checks[at];
    // Told once, as it ended first: what only repeats it says nothing of how far the trial has come.
    verdicts.push(
      check === undefined
        ? verdict
        : await repeated(verdict, unwell ? hurried(tries) : tries, () => tools.traffic.check(check, stack, tools.signal)),
    );
  }
  return verdicts;
}

const hurried = (tries: Tries): Tries => (tries.kind === "condemn" ? { ...tries, failures: () => 1 } : tries);

async function repeated(first: CheckVerdict, tries: Tries, run: () => Promise<CheckVerdict>): Promise<CheckVerdict> {
  const measuring = tries.kind === "measure";
  if (first.pass && !(measuring && tries.suspected.has(first.name))) return first;
  // Once more at least: what fails once and passes a moment later is worth knowing of.
  const most = measuring ? tries.runs : Math.max(2, tries.failures(first.name));
  const all = [first];
  const until = performance.now() + longestRepeatingMs;
  const goesOn = (): boolean => (measuring ? all.length < brokenAfter || all.some(({ pass }) => pass) : all.at(-1)?.pass === false);
  while (all.length < most && performance.now() < until && goesOn()) all.push(await run());
  return summed(all);
}

/** The runs of one check on one boot as one verdict. */
export function summed(all: readonly CheckVerdict[]): CheckVerdict {
  const [first, ...again] = all;
  if (first === undefined) throw new Error("a check that never ran has no verdict");
  if (again.length === 0) return first;
  const failures = all.filter(({ pass }) => !pass).length;
  const isUnrepeatable = first.pass && failures === again.length && failures > 0;
  if (isUnrepeatable) return first;
  const tries = { runs: all.length, failures };
  const failed = all.find(({ pass }) => !pass);
  const passed = all.find(({ pass }) => pass);
  if (passed === undefined) return { ...first, tries };
  return { ...passed, tries, ...(failed?.error === undefined ? {} : { flake: failed.error }) };
}

async function checkOne(check: Check, stage: Stage, stack: RunningStack, { traffic, emit, signal }: TrialTools): Promise<CheckVerdict> {
  emit({ type: "check", stage, check: check.name, status: "working" });
  const verdict = await traffic.check(check, stack, signal);
  const detail = verdict.error === undefined ? {} : { detail: verdict.error };
  emit({ type: "check", stage, check: check.name, status: verdict.pass ? "done" : "failed", ...detail });
  return verdict;
}
