import type { Check } from "../model/config.js";
import type { Emit, Stage } from "../model/events.js";
import type { PlannedService } from "../model/plan.js";
import type { Compose, ComposeRun, ContainerState, Engine } from "../model/ports.js";
import type { CheckVerdict } from "../model/trial.js";
import { isOver, type Observation } from "./observation.js";
import { StateWatch } from "./state-watch.js";

/** A booted stack, as probes and checks see it. */
export type RunningStack = {
  readonly run: ComposeRun;
  readonly phase: "profile" | "trial" | "final";
  readonly states: () => readonly ContainerState[];
};

/** What a trial needs of the rooms that drive traffic. */
export type Traffic = {
  /** Drives one service's probes until they pass. Resolves to what went wrong, or undefined. `isOver` says that waiting is in vain. */
  readonly probe: (service: PlannedService, stack: RunningStack, isOver: () => boolean, signal: AbortSignal) => Promise<string | undefined>;
  readonly check: (check: Check, stack: RunningStack, signal: AbortSignal) => Promise<CheckVerdict>;
};

export type TrialInput = {
  readonly run: ComposeRun;
  readonly stage: Stage;
  readonly phase: RunningStack["phase"];
  /** Dependencies first, with their levels. */
  readonly services: readonly PlannedService[];
  readonly checks: readonly Check[];
  /** Services that hold data: restarted once after the checks, since a second boot on existing data runs other code and reads other files. */
  readonly restart: readonly string[];
  /** How long one service may take to get ready, ms. */
  readonly readyWithinMs: number;
  /** Called once after the checks, while everything still runs as it was booted. */
  readonly onRunning?: (stack: RunningStack) => void;
};

export type TrialTools = {
  readonly engine: Engine;
  readonly compose: Compose;
  readonly traffic: Traffic;
  readonly emit: Emit;
  readonly signal: AbortSignal;
};

/** What was seen of one boot; judged elsewhere. Seconds a part. */
export type TrialObservations = {
  readonly services: readonly Observation[];
  readonly checks: readonly CheckVerdict[];
  readonly seconds: Readonly<Record<"boot" | "probes" | "checks" | "teardown", number>>;
};

const logBytes = 64 * 1024;

/**
 * Boots one combination, drives probes in dependency order and the checks, restarts the services that hold data, and takes everything down again,
 * also when it is aborted or the engine fails. Services and checks that fail are results; only a broken engine or an abort rejects.
 */
export async function runTrial(input: TrialInput, tools: TrialTools): Promise<TrialObservations> {
  const clock = stopwatch();
  const { engine, compose, signal } = tools;
  const { run } = input;
  let observed: Omit<TrialObservations, "seconds"> | undefined;
  try {
    await using watch = StateWatch.open(engine, run.project);
    const up = await compose.up(run, signal);
    signal.throwIfAborted();
    clock.lap("boot");
    const stack: RunningStack = { run, phase: input.phase, states: () => watch.of() };
    let probeErrors = await probeAll(input, stack, watch, tools);
    clock.lap("probes");
    const checks = await checkAll(input, stack, watch, tools);
    const restarts = restartCounts(await watch.refresh());
    input.onRunning?.(stack);
    if (input.restart.length > 0) {
      await compose.restart(run, input.restart, signal);
      const again = { ...input, services: input.services.filter(({ name }) => input.restart.includes(name)) };
      probeErrors = new Map([...(await probeAll(again, stack, watch, tools)), ...probeErrors]);
      for (const [service, more] of restartCounts(await watch.refresh()))
        if (input.restart.includes(service)) restarts.set(service, (restarts.get(service) ?? 0) + more);
        else restarts.set(service, more);
    }
    clock.lap("checks");
    observed = { checks, services: await observations(input, watch.of(), { probeErrors, restarts, up, checks }, engine) };
  } finally {
    await compose.down(run);
    clock.lap("teardown");
  }
  return { ...observed, seconds: clock.seconds() };
}

/** Level by level, so that a service is exercised only once what it needs answers; within a level side by side. */
async function probeAll(input: TrialInput, stack: RunningStack, watch: StateWatch, tools: TrialTools): Promise<Map<string, string>> {
  const errors = new Map<string, string>();
  for (const level of [...new Set(input.services.map((service) => service.level))].sort((a, b) => a - b)) {
    const services = input.services.filter((service) => service.level === level);
    await Promise.all(
      services.map(async (service) => {
        const error = await probeOne(service, input, stack, watch, tools);
        if (error !== undefined) errors.set(service.name, error);
        tools.emit({
          type: "service",
          stage: input.stage,
          service: service.name,
          status: error === undefined ? "done" : "failed",
          detail: error ?? `ready (${service.probe.name})`,
        });
      }),
    );
  }
  return errors;
}

async function probeOne(
  service: PlannedService,
  { readyWithinMs, stage }: TrialInput,
  stack: RunningStack,
  watch: StateWatch,
  { traffic, emit, signal }: TrialTools,
): Promise<string | undefined> {
  emit({ type: "service", stage, service: service.name, status: "working", detail: `waiting for ${service.probe.name}` });
  const started = await watch.until(
    () => {
      const containers = watch.of(service.name);
      return (
        containers.length === 0 ||
        isOver(containers) ||
        containers.every(({ status, health }) => status === "running" && health !== "starting")
      );
    },
    readyWithinMs,
    signal,
  );
  const containers = watch.of(service.name);
  if (containers.length === 0 || isOver(containers)) return undefined;
  if (!started)
    return `was not up within ${String(readyWithinMs / 1000)} s (${containers.map(({ status, health }) => `${status}, health ${health}`).join("; ")})`;
  return traffic.probe(service, stack, () => isOver(watch.of(service.name)), signal);
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

function restartCounts(states: readonly ContainerState[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { service, restarts } of states) counts.set(service, (counts.get(service) ?? 0) + restarts);
  return counts;
}

type Findings = {
  readonly probeErrors: ReadonlyMap<string, string>;
  readonly restarts: ReadonlyMap<string, number>;
  readonly up: { readonly ok: boolean; readonly output: string };
  readonly checks: readonly CheckVerdict[];
};

/** Logs are read while the containers still exist; only of services that look bad, or of all when a check failed and any of them may be why. */
function observations(
  input: TrialInput,
  states: readonly ContainerState[],
  found: Findings,
  engine: Engine,
): Promise<readonly Observation[]> {
  const checkFailed = found.checks.some(({ pass }) => !pass);
  return Promise.all(
    input.services.map(async ({ name }) => {
      const containers = states.filter(({ service }) => service === name);
      const probeError = found.probeErrors.get(name);
      const restarts = found.restarts.get(name) ?? 0;
      const suspicious =
        checkFailed ||
        probeError !== undefined ||
        restarts > 0 ||
        containers.some(({ status, health }) => status !== "running" || health === "unhealthy");
      const logs = suspicious ? await Promise.all(containers.map(({ id }) => engine.logs(id, { maxBytes: logBytes }))) : [];
      return {
        service: name,
        containers,
        restarts,
        log: logs.join("\n"),
        ...(probeError === undefined ? {} : { probeError }),
        ...(found.up.ok ? {} : { startError: found.up.output }),
      };
    }),
  );
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
