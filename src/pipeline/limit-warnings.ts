import type { ContainerState, Usage } from "../model/ports.js";
import type { TrialObservations } from "../trial/index.js";

/** What to tell of services that came to a limit, one sentence each: what fails then looks like anything but that. */
export function limitWarnings({ services, usage }: Pick<TrialObservations, "services" | "usage">): readonly string[] {
  return services.flatMap(({ service, containers }) => [
    ...containers.filter((container) => isCrowded(container, usage)).map((container) => crowded(service, container)),
    ...containers.filter(({ oomKilled }) => oomKilled).map((container) => outOfMemory(service, container)),
  ]);
}

const isCrowded = ({ id }: ContainerState, usage: Usage | undefined): boolean => usage?.crowded?.includes(id) === true;

const crowded = (service: string, { processLimit }: ContainerState): string =>
  `${service}: has as many processes as it may${of(processLimit, "")}, and can't start another; pids_limit of the service says how many`;

const outOfMemory = (service: string, { memoryLimitBytes }: ContainerState): string =>
  `${service}: was killed for using more memory than it may${of(memoryLimitBytes === undefined ? undefined : Math.round(memoryLimitBytes / 2 ** 20), " MiB")}; mem_limit of the service says how much`;

const of = (limit: number | undefined, unit: string): string => (limit === undefined ? "" : ` (${String(limit)}${unit})`);
