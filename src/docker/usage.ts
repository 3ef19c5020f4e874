import type Docker from "dockerode";
import type { Usage } from "../model/ports.js";
import { isNotFound } from "./engine-error.js";

/** The counters of a container's statistics that are read here, on cgroup v1 and v2; those of a container that ended are empty. */
export type Counters = {
  readonly memory_stats?: { readonly usage?: number; readonly stats?: Readonly<Record<string, number>> };
  readonly pids_stats?: { readonly current?: number; readonly limit?: number };
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
};

const nanoseconds = 1e9;

/** Source: `docker stats` subtracts the inactive page cache in the same way. */
export const usageOf = ({ memory_stats: memory = {}, cpu_stats: cpu = {} }: Counters): Usage => ({
  memoryBytes: Math.max(0, (memory.usage ?? 0) - (memory.stats?.["total_inactive_file"] ?? memory.stats?.["inactive_file"] ?? 0)),
  cpuSeconds: (cpu.cpu_usage?.total_usage ?? 0) / nanoseconds,
});

/** It can't start another one: the last fork was refused, or the next will be. */
export const isCrowded = ({ pids_stats: { current = 0, limit = 0 } = {} }: Counters): boolean => limit > 0 && current >= limit;

export async function usage(docker: Docker, ids: readonly string[]): Promise<Usage> {
  const all = await Promise.all(
    ids.map(async (id) => {
      try {
        const counters = (await docker.getContainer(id).stats({ stream: false, "one-shot": true })) as Counters;
        return { ...usageOf(counters), id, crowded: isCrowded(counters) };
      } catch (error) {
        if (isNotFound(error)) return { ...usageOf({}), id, crowded: false };
        throw error;
      }
    }),
  );
  const crowded = all.filter((one) => one.crowded).map(({ id }) => id);
  return {
    ...(crowded.length === 0 ? {} : { crowded }),
    memoryBytes: all.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
    cpuSeconds: all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
  };
}
