import type { ComposeService } from "../model/compose-model.js";

/** Processes and threads a container of a trial may have when the file sets no limit. Well above what servers use, far below what a kernel has. */
export const defaultPids = 4096;

/** Of the machine's memory: generous for any one service, and what else runs there, the user's own stack first of all, keeps the rest. */
const memoryShare = 0.75;

/** A restart in a trial waits at most so long, ms, for a service that doesn't end when it is told to. */
export const longestStopMs = 60_000;

type Limits = { readonly pids?: number; readonly memory?: unknown; readonly [limit: string]: unknown };
type Resources = { readonly limits?: Limits; readonly reservations?: { readonly memory?: unknown }; readonly [field: string]: unknown };
type Bounds = {
  readonly pids_limit?: number;
  readonly mem_limit?: string;
  readonly deploy?: NonNullable<ComposeService["deploy"]>;
};

/**
 * The fields of a service that bound it: a program that forks forever, or takes all memory, must not take the machine with it. A limit of the file's stays,
 * no limit of processes (-1) too; one by user (`nproc`) that is higher than ours raises it. Compose wants both places to say the same, so each is set in the
 * one in use. `memoryBytes`: of the engine's machine; absent: memory is not bounded.
 */
export const boundedService = (service: ComposeService, memoryBytes?: number): Bounds => {
  const resources = service.deploy?.resources as Resources | undefined;
  const pids = service.pids_limit || resources?.limits?.pids ? undefined : Math.max(defaultPids, hardLimit(service.ulimits?.nproc));
  const memory = hasMemoryLimit(service, resources) || memoryBytes === undefined ? undefined : memoryBound(memoryBytes);
  if (pids === undefined && memory === undefined) return {};
  if (resources?.limits === undefined)
    return { ...(pids === undefined ? {} : { pids_limit: pids }), ...(memory === undefined ? {} : { mem_limit: memory }) };
  const limits = { ...resources.limits, ...(pids === undefined ? {} : { pids }), ...(memory === undefined ? {} : { memory }) };
  return { deploy: { ...service.deploy, resources: { ...resources, limits } } };
};

/** Bytes, as compose writes them; whole megabytes. */
export const memoryBound = (memoryBytes: number): string => String(Math.floor((memoryBytes * memoryShare) / 2 ** 20) * 2 ** 20);

/** The file bounds it, or asks for memory to be held ready, which a limit of ours might be too low for. */
const hasMemoryLimit = (service: ComposeService, resources: Resources | undefined): boolean =>
  [
    service["mem_limit"],
    service["mem_reservation"],
    service["memswap_limit"],
    resources?.limits?.memory,
    resources?.reservations?.memory,
  ].some((set) => set !== undefined && set !== null && String(set) !== "0");

const hardLimit = (limit: NonNullable<ComposeService["ulimits"]>[string] | undefined): number =>
  typeof limit === "number" ? limit : (limit?.hard ?? 0);
