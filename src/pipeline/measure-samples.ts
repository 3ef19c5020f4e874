import { setTimeout } from "node:timers/promises";
import type { ContainerState, Engine } from "../model/ports.js";
import { median } from "../model/spread.js";

const everyMs = 1_000;

/** What the containers of one service showed under load. */
export type ServiceSample = {
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
  readonly threads?: number;
  readonly openFiles?: number;
};
export type Samples = { readonly services: ReadonlyMap<string, ServiceSample>; readonly openFilesProblem?: string };

export type Sampler = {
  /** Ends sampling for nothing: the boot came to no end. */
  readonly end: () => void;
  /** Takes the last sample: medians of memory and threads, processor time and open files as they are now. */
  readonly stop: () => Promise<Samples>;
};

type Asked = Pick<Engine, "usageOfEach" | "openFiles">;

/** Samples every service of a running stack once a second until it is stopped, or the signal aborts. */
export function startSampling(engine: Asked, states: () => readonly ContainerState[], signal: AbortSignal): Sampler {
  const taken = new Map<string, { memory: number[]; threads: number[]; cpuSeconds: number }>();
  const over = new AbortController();
  const sample = async (): Promise<void> => {
    const running = runningOf(states());
    const usages = await engine.usageOfEach(running.map(({ id }) => id));
    for (const service of new Set(running.map((state) => state.service))) {
      const own = running.flatMap((state) => (state.service === service ? (usages.get(state.id) ?? []) : []));
      if (own.length === 0) continue;
      const series = taken.get(service) ?? { memory: [], threads: [], cpuSeconds: 0 };
      taken.set(service, series);
      series.memory.push(sum(own.map(({ memoryBytes }) => memoryBytes)));
      series.cpuSeconds = sum(own.map(({ cpuSeconds }) => cpuSeconds));
      const threads = own.flatMap((usage) => usage.threads ?? []);
      if (threads.length === own.length) series.threads.push(sum(threads));
    }
  };
  const sampling = (async () => {
    while (!over.signal.aborted && !signal.aborted) {
      await sample();
      await setTimeout(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  // Told by stop.
  sampling.catch(() => undefined);
  return {
    end: () => over.abort(),
    stop: async () => {
      over.abort();
      await sampling;
      await sample();
      const running = runningOf(states());
      const files = await engine.openFiles(running.map(({ id }) => id));
      const services = [...taken].map(([service, { memory, threads, cpuSeconds }]) => {
        const ids = running.flatMap((state) => (state.service === service ? state.id : []));
        const counts = "counts" in files ? ids.flatMap((id) => files.counts.get(id) ?? []) : [];
        return [
          service,
          {
            ...{ memoryBytes: median(memory), cpuSeconds },
            ...(threads.length === 0 ? {} : { threads: median(threads) }),
            ...(counts.length > 0 && counts.length === ids.length ? { openFiles: sum(counts) } : {}),
          },
        ] as const;
      });
      return { services: new Map(services), ...("problem" in files ? { openFilesProblem: files.problem } : {}) };
    },
  };
}

const runningOf = (states: readonly ContainerState[]): readonly ContainerState[] => states.filter(({ status }) => status === "running");
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
