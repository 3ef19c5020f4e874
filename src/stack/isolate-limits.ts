import type { ComposeService } from "../model/compose-model.js";

/** Processes and threads a container of a trial may have when the file sets no limit. Well above what servers use, far below what a kernel has. */
export const defaultPids = 4096;

type Limits = { readonly pids?: number; readonly [limit: string]: unknown };
type Resources = { readonly limits?: Limits; readonly [field: string]: unknown };

/**
 * The fields of a service that bound its processes: a program that forks forever must not take the machine with it. A limit of the file's stays, no
 * limit (-1) too; one by user (`nproc`) that is higher than ours raises it. Compose wants both places to say the same, so it is set in the one in use.
 */
export const boundedPids = (
  service: ComposeService,
): { readonly pids_limit?: number; readonly deploy?: NonNullable<ComposeService["deploy"]> } => {
  const resources = service.deploy?.resources as Resources | undefined;
  if (service.pids_limit || resources?.limits?.pids) return {};
  const pids = Math.max(defaultPids, hardLimit(service.ulimits?.nproc));
  if (resources?.limits === undefined) return { pids_limit: pids };
  return { deploy: { ...service.deploy, resources: { ...resources, limits: { ...resources.limits, pids } } } };
};

const hardLimit = (limit: NonNullable<ComposeService["ulimits"]>[string] | undefined): number =>
  typeof limit === "number" ? limit : (limit?.hard ?? 0);
