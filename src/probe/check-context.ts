import type { Check, Target } from "../model/config.js";
import type { Endpoints } from "./endpoints.js";

/** The running stack, as checks see it. */
export type CheckContext = {
  readonly endpoints: Endpoints;
  readonly signal: AbortSignal;
  /** Folder of the config file: where command checks run. */
  readonly cwd: string;
  /** Compose project and file of the trial, so that a command check's `docker compose` acts on it. */
  readonly project: string;
  readonly composeFile: string;
  readonly phase: "profile" | "trial" | "final";
  /** The service's log since then (epoch ms), every container of it. */
  readonly logs: (service: string, sinceMs: number) => Promise<string>;
};

/** A target without a port means the service's first one that the host reaches. */
export const targetOf = (check: Check, { endpoints }: CheckContext): Target | undefined => {
  const target = check.target ?? endpoints.firstPublished;
  if (target?.port !== 0) return target;
  return { ...target, port: endpoints.all().find(({ service }) => service === target.service)?.port ?? 0 };
};

/** What a command check is told; BASE_URL is absent when there is no target or it has no address. */
export const commandEnvironment = (check: Check, context: CheckContext): Readonly<Record<string, string>> => ({
  ...addressEnvironment(context.endpoints, targetOf(check, context)),
  COMPOSE_PROJECT_NAME: context.project,
  COMPOSE_FILE: context.composeFile,
  STACK_SLIM_PHASE: context.phase,
});

/** Where each port of the stack is reached from the host, and as BASE_URL the target's. */
export const addressEnvironment = (endpoints: Endpoints, target: Target | undefined): Readonly<Record<string, string>> => {
  const base = target === undefined ? undefined : endpoints.address(target.service, target.port);
  const addresses = endpoints
    .all()
    .map(({ service, port, address }) => [addressVariable(service, port), `${address.host}:${address.port}`]);
  return { ...Object.fromEntries(addresses), ...(base === undefined ? {} : { BASE_URL: `http://${base.host}:${base.port}` }) };
};

/** `queue-master`, 80 → STACK_SLIM_ADDR_QUEUE_MASTER_80. */
export const addressVariable = (service: string, port: number): string =>
  `STACK_SLIM_ADDR_${service.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}_${port}`;
