import type { ComposeRun, ComposeUp, ContainerState } from "../model/ports.js";
import { checkAll } from "./check-all.js";
import { hasEnded } from "./observation.js";
import { observe } from "./observe.js";
import { probeAll } from "./probe-all.js";
import { startReadyClock, type ReadyClock } from "./ready-times.js";
import { StateWatch } from "./state-watch.js";
import type { LiveTrial, RunningStack, SwapInput, TrialInput, TrialObservations, TrialTools } from "./trial-input.js";

/** So much longer than one service may take to get ready nothing may happen while compose boots a stack, ms. */
const stallSlackMs = 10_000;

type Seen = Omit<TrialObservations, "seconds">;

/** Boots one combination, exercises it and takes it down: `openTrial`, closed. */
export async function runTrial(input: TrialInput, tools: TrialTools): Promise<TrialObservations> {
  const trial = await openTrial(input, tools);
  const teardown = await trial.close();
  return { ...trial.seen, seconds: { ...trial.seen.seconds, teardown } };
}

/**
 * Boots one combination, drives probes in dependency order and the checks, restarts the services that hold data, and leaves it running until it is
 * closed. Services and checks that fail are results; only a broken engine or an abort rejects, and then everything has been taken down.
 */
export async function openTrial(input: TrialInput, tools: TrialTools): Promise<LiveTrial> {
  const { engine, compose, signal } = tools;
  const { run } = input;
  const watch = StateWatch.open(engine, run.project);
  let settled = false;
  let closing: Promise<number> | undefined;
  const stack: RunningStack = { run, phase: input.phase, states: () => watch.of() };
  const readyClock = input.timed === true ? startReadyClock({ ...input, traffic: tools.traffic, signal }, stack, watch) : undefined;
  const close = (): Promise<number> =>
    (closing ??= (async () => {
      const since = performance.now();
      await readyClock?.stop(0);
      try {
        await watch[Symbol.asyncDispose]();
      } finally {
        await tearDown(run, settled && !signal.aborted, tools);
      }
      return (performance.now() - since) / 1000;
    })());
  try {
    const clock = stopwatch();
    const up = await upOrStalled(input, watch, tools);
    settled = up.ok;
    clock.lap("boot");
    const exercised = await exercise({
      input,
      stack,
      watch,
      tools,
      up,
      lap: clock.lap,
      ...(readyClock === undefined ? {} : { readyClock }),
    });
    return {
      seen: { ...exercised, seconds: clock.seconds() },
      swap: async (swap) => {
        settled = false;
        const seen = await swapped(swap, { input, stack, watch, tools });
        settled = true;
        return seen;
      },
      end: (services) => compose.remove(run, services, signal),
      close,
    };
  } catch (error) {
    // What went wrong first is what to mend; an engine that can't be reached can't be cleaned up either.
    await close().catch(() => undefined);
    throw error;
  }
}

type Exercise = {
  readonly input: TrialInput;
  readonly stack: RunningStack;
  readonly watch: StateWatch;
  readonly tools: TrialTools;
  readonly up: ComposeUp;
  readonly lap?: (part: "probes" | "checks") => void;
  readonly readyClock?: ReadyClock;
};

async function exercise({ input: first, stack, watch, tools, up, lap, readyClock }: Exercise): Promise<Seen> {
  const { engine, compose, signal } = tools;
  let startedMs = performance.now();
  let probeErrors = await probeAll(first, stack, watch, tools);
  const ready = await readyClock?.stop();
  const better = await first.onProbed?.(stack, new Set(probeErrors.keys()));
  const input = better === undefined ? first : { ...first, services: first.services.map((service) => better.get(service.name) ?? service) };
  for (const name of better?.keys() ?? []) probeErrors.delete(name);
  lap?.("probes");
  const isUnwell =
    probeErrors.size > 0 || (await watch.refresh()).some((state) => state.restarts > 0 || (hasEnded(state) && state.exitCode !== 0));
  await input.onReady?.(stack);
  const checks = await checkAll({ ...input, unwell: isUnwell }, stack, tools);
  await input.onRunning?.(stack);
  await watchUntil(startedMs + input.watchedMs, watch, signal);
  const states = await watch.refresh();
  const restarts = restartCounts(states);
  const usage = await engine.usage(states.filter(({ status }) => status === "running").map(({ id }) => id));
  if (input.restart.length > 0) {
    await compose.restart(input.run, input.restart, signal);
    startedMs = performance.now();
    const failed = probeErrors;
    const again = { ...input, services: input.services.filter(({ name }) => input.restart.includes(name) && !failed.has(name)) };
    probeErrors = new Map([...(await probeAll(again, stack, watch, tools)), ...probeErrors]);
    await watchUntil(startedMs + input.watchedMs, watch, signal);
    for (const [service, more] of restartCounts(await watch.refresh()))
      if (input.restart.includes(service)) restarts.set(service, (restarts.get(service) ?? 0) + more);
      else restarts.set(service, more);
  }
  lap?.("checks");
  const services = await observe(input, watch.of(), { probeErrors, restarts, up, checks }, engine);
  return { checks, usage, services, ...(ready === undefined ? {} : { ready }) };
}

/** What was seen since the swap: restarts and probe errors from before it are none of these images'. */
async function swapped(
  { services, between, checks }: SwapInput,
  { input, stack, watch, tools }: Omit<Exercise, "up" | "lap">,
): Promise<Seen> {
  const { compose, signal } = tools;
  await compose.remove(input.run, services, signal);
  await between();
  const before = restartCounts(await watch.refresh());
  const up = await compose.start(input.run, services, signal);
  signal.throwIfAborted();
  const part: TrialInput = {
    ...withoutHooks(input),
    checks,
    services: input.services.filter(({ name }) => services.includes(name)),
    restart: input.restart.filter((name) => services.includes(name)),
  };
  const seen = await exercise({ input: part, stack, watch, tools, up });
  const others = { ...part, services: input.services.filter(({ name }) => !services.includes(name)) };
  const since = [...restartCounts(await watch.refresh())].map(
    ([name, count]) => [name, Math.max(0, count - (before.get(name) ?? 0))] as const,
  );
  const rest = { probeErrors: new Map<string, string>(), restarts: new Map(since), up: { ok: true, output: "" }, checks: seen.checks };
  const all = [...seen.services, ...(await observe(others, watch.of(), rest, tools.engine))];
  return { checks: seen.checks, services: input.services.flatMap(({ name }) => all.filter(({ service }) => service === name)) };
}

const withoutHooks = ({
  onProbed: _,
  onReady: __,
  onRunning: ___,
  ...input
}: TrialInput): Omit<TrialInput, "onProbed" | "onReady" | "onRunning"> => input;

/** Compose waits for a service that others depend on as long as it takes to get healthy, or to end: one that never does must not hold a trial up. */
async function upOrStalled({ run, readyWithinMs }: TrialInput, watch: StateWatch, { compose, signal }: TrialTools): Promise<ComposeUp> {
  const stalled = new AbortController();
  const over = new AbortController();
  const watching = watch.stall(readyWithinMs + stallSlackMs, AbortSignal.any([over.signal, signal])).then((is) => {
    if (is) stalled.abort();
  });
  watching.catch(() => {
    stalled.abort();
  });
  const up = await compose.up(run, AbortSignal.any([signal, stalled.signal]));
  over.abort();
  signal.throwIfAborted();
  await watching;
  if (!stalled.signal.aborted) return up;
  const waits = watch.of().filter(({ status, health }) => status === "running" && health === "starting");
  const running = watch.of().filter(({ status }) => status === "running");
  const names = [...new Set((waits.length > 0 ? waits : running).map(({ service }) => service))];
  const why = `compose waited for ${names.join(", ") || "its containers"}, of which nothing changed for ${String((readyWithinMs + stallSlackMs) / 1000)} s`;
  return { ok: false, output: why };
}

/** Compose removes what it sees; what it was ended in the middle of making, or gave up on, appears later. @throws when something may be left. */
async function tearDown(run: ComposeRun, settled: boolean, { compose, engine }: Pick<TrialTools, "compose" | "engine">): Promise<void> {
  // Asked first: compose takes long to find out that no engine answers.
  await engine.containersOf(run.project);
  const isDown = await compose.down(run).then(
    () => true,
    () => false,
  );
  await engine.removeProject(run.project, { unsettled: !settled || !isDown });
}

/** Until that time on the clock of performance.now(), ms, or until nothing runs any more. */
const watchUntil = (timeMs: number, watch: StateWatch, signal: AbortSignal): Promise<boolean> =>
  watch.until(
    (states) => !states.some(({ status }) => status === "running" || status === "restarting"),
    timeMs - performance.now(),
    signal,
  );

function restartCounts(states: readonly ContainerState[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { service, restarts } of states) counts.set(service, (counts.get(service) ?? 0) + restarts);
  return counts;
}

type Seconds = TrialObservations["seconds"];

function stopwatch(): { readonly lap: (part: keyof Seconds) => void; readonly seconds: () => Seconds } {
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
