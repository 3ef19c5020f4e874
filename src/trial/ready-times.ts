import { setTimeout } from "node:timers/promises";
import type { PlannedService } from "../model/plan.js";
import { hasEnded } from "./observation.js";
import type { StateWatch } from "./state-watch.js";
import type { RunningStack, Traffic, TrialInput } from "./trial-input.js";

/** When one service answered its probes: `ms` after its container started, `atMs` after the whole stack began to. */
export type ReadyTime = { readonly ms: number; readonly atMs: number };
export type ReadyTimes = Readonly<Record<string, ReadyTime>>;

/** What has passed all probes by now is about to be seen doing so. */
const lagMs = 3_000;

export type ReadyClock = {
  /** Ends the clock, after at most so long for what is about to pass: the services that got ready. */
  readonly stop: (withinMs?: number) => Promise<ReadyTimes>;
};

type Clocked = Pick<TrialInput, "services" | "readyWithinMs"> & { readonly traffic: Traffic; readonly signal: AbortSignal };

/**
 * Takes each service's time from the start of its container until its probes pass, all side by side and while compose is still starting others: a trial
 * itself goes level by level and begins when compose has ended, which is the right order to exercise a stack in but no time of a single service.
 */
export function startReadyClock({ services, readyWithinMs, traffic, signal }: Clocked, stack: RunningStack, watch: StateWatch): ReadyClock {
  const over = new AbortController();
  const bounded = AbortSignal.any([signal, over.signal]);
  const begun = { now: performance.now(), epochMs: Date.now() };
  const times: Record<string, ReadyTime> = {};
  const clock = async (service: PlannedService): Promise<void> => {
    const isUp = (): boolean => {
      const containers = watch.of(service.name);
      return containers.length > 0 && containers.every(({ status, health }) => status === "running" && (probed || health !== "starting"));
    };
    // A second reload or restart would be another service's load; and without a probe the healthcheck says when it is ready.
    const probes = service.probe.probes.filter(({ kind }) => kind !== "lifecycle");
    const probed = probes.length > 0;
    const isOver = (): boolean => watch.of(service.name).every(hasEnded);
    // A job that has ended is never ready.
    const isGone = (): boolean => watch.of(service.name).length > 0 && isOver();
    if (!(await watch.until(() => isUp() || isGone(), readyWithinMs, bounded)) || isGone()) return;
    const startedAt = startOf(watch, service.name, begun.epochMs);
    const part = { ...service, probe: { ...service.probe, probes } };
    if ((await traffic.probe(part, stack, isOver, bounded)) !== undefined) return;
    times[service.name] = { ms: Date.now() - startedAt, atMs: performance.now() - begun.now };
  };
  const all = Promise.all(services.map((service) => clock(service).catch(() => undefined)));
  return {
    stop: async (withinMs = lagMs) => {
      await Promise.race([all, setTimeout(withinMs, undefined, { signal, ref: false })]).catch(() => undefined);
      over.abort();
      await all;
      return times;
    },
  };
}

/** By the engine's word, unless its clock is another one's: then it started when it was seen running. Epoch ms of the last of its containers. */
function startOf(watch: StateWatch, service: string, begunMs: number): number {
  const now = Date.now();
  const said = Math.max(...watch.of(service).map(({ startedAt }) => startedAt));
  return said >= begunMs && said <= now ? said : now;
}
