import type { Check } from "../model/config.js";
import type { Stage } from "../model/events.js";
import type { ComposeRun, ContainerState } from "../model/ports.js";
import type { CheckVerdict } from "../model/trial.js";
import { observe } from "./observe.js";
import { probeAll } from "./probe-all.js";
import { StateWatch } from "./state-watch.js";
import type { RunningStack, TrialInput, TrialObservations, TrialTools } from "./trial-input.js";

/**
 * How long a stack is watched at least after it started, ms: a service that starts, answers, and ends a few seconds later is seen doing so, and
 * what it reads only then is in its trace. Real stacks take longer to get ready anyway.
 */
const leastWatchedMs = 5_000;

/**
 * Boots one combination, drives probes in dependency order and the checks, restarts the services that hold data, and takes everything down again,
 * also when it is aborted or the engine fails. Services and checks that fail are results; only a broken engine or an abort rejects.
 */
export async function runTrial(input: TrialInput, tools: TrialTools): Promise<TrialObservations> {
  const clock = stopwatch();
  const { engine, compose, signal } = tools;
  const { run } = input;
  let settled = false;
  let observed: Omit<TrialObservations, "seconds"> | undefined;
  try {
    await using watch = StateWatch.open(engine, run.project);
    const up = await compose.up(run, signal);
    signal.throwIfAborted();
    settled = up.ok;
    clock.lap("boot");
    let startedMs = Date.now();
    const stack: RunningStack = { run, phase: input.phase, states: () => watch.of() };
    let probeErrors = await probeAll(input, stack, watch, tools);
    clock.lap("probes");
    const checks = await checkAll(input, stack, watch, tools);
    await input.onRunning?.(stack);
    await watchUntil(startedMs + leastWatchedMs, watch, signal);
    const restarts = restartCounts(await watch.refresh());
    if (input.restart.length > 0) {
      await compose.restart(run, input.restart, signal);
      startedMs = Date.now();
      const failed = probeErrors;
      const again = { ...input, services: input.services.filter(({ name }) => input.restart.includes(name) && !failed.has(name)) };
      probeErrors = new Map([...(await probeAll(again, stack, watch, tools)), ...probeErrors]);
      await watchUntil(startedMs + leastWatchedMs, watch, signal);
      for (const [service, more] of restartCounts(await watch.refresh()))
        if (input.restart.includes(service)) restarts.set(service, (restarts.get(service) ?? 0) + more);
        else restarts.set(service, more);
    }
    clock.lap("checks");
    observed = { checks, services: await observe(input, watch.of(), { probeErrors, restarts, up, checks }, engine) };
  } finally {
    await tearDown(run, settled && !signal.aborted, tools);
    clock.lap("teardown");
  }
  return { ...observed, seconds: clock.seconds() };
}

/** A check that failed is run once more at the end, on the same boot: what passes then is a flake, marked as such, and condemns nobody. */
async function checkAll(input: TrialInput, stack: RunningStack, watch: StateWatch, tools: TrialTools): Promise<CheckVerdict[]> {
  await watch.refresh();
  const first: CheckVerdict[] = [];
  for (const check of input.checks) first.push(await checkOne(check, input.stage, stack, tools));
  const verdicts: CheckVerdict[] = [];
  for (const [at, verdict] of first.entries()) {
    const check = input.checks[at];
    const again = verdict.pass || check === undefined ? verdict : await checkOne(check, input.stage, stack, tools);
    verdicts.push(again.pass && verdict.error !== undefined ? { ...again, flake: verdict.error } : again);
  }
  return verdicts;
}

async function checkOne(check: Check, stage: Stage, stack: RunningStack, { traffic, emit, signal }: TrialTools): Promise<CheckVerdict> {
  emit({ type: "check", stage, check: check.name, status: "working" });
  const verdict = await traffic.check(check, stack, signal);
  const detail = verdict.error === undefined ? {} : { detail: verdict.error };
  emit({ type: "check", stage, check: check.name, status: verdict.pass ? "done" : "failed", ...detail });
  return verdict;
}

/** Compose removes what it sees; what it was ended in the middle of making, or gave up on, appears later. */
async function tearDown(run: ComposeRun, settled: boolean, { compose, engine }: Pick<TrialTools, "compose" | "engine">): Promise<void> {
  try {
    await compose.down(run);
  } finally {
    await engine.removeProject(run.project, { unsettled: !settled });
  }
}

/** Until that time (epoch ms), or until nothing runs any more. */
const watchUntil = (timeMs: number, watch: StateWatch, signal: AbortSignal): Promise<boolean> =>
  watch.until((states) => !states.some(({ status }) => status === "running" || status === "restarting"), timeMs - Date.now(), signal);

function restartCounts(states: readonly ContainerState[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { service, restarts } of states) counts.set(service, (counts.get(service) ?? 0) + restarts);
  return counts;
}

function stopwatch(): { lap: (part: keyof TrialObservations["seconds"]) => void; seconds: () => TrialObservations["seconds"] } {
  const seconds = { boot: 0, probes: 0, checks: 0, teardown: 0 };
  let since = performance.now();
  return {
    lap: (part) => {
      const now = performance.now();
      seconds[part] += (now - since) / 1000;
      since = now;
    },
    seconds: () => seconds,
  };
}
