import type { Check, CheckContainer, Target } from "../model/config.js";
import { isHttpPort, isHttpsPort } from "../model/http-ports.js";
import type { ExecResult } from "../model/ports.js";
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
  /** Runs a check's container on the stack's networks. */
  readonly runContainer?: (
    container: CheckContainer,
    environment: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) => Promise<ExecResult>;
  /** The service's log since then (epoch ms), every container of it. */
  readonly logs: (service: string, sinceMs: number) => Promise<string>;
};

/** A target that names no port has port 0, which stands for the first one its service publishes, else its first. */
export const targetOf = ({ target }: Check, { endpoints }: CheckContext): Target | undefined => {
  const { firstPublished } = endpoints;
  if (target === undefined) return firstPublished;
  if (target.port !== 0) return target;
  if (firstPublished?.service === target.service) return firstPublished;
  return endpoints.all().find(({ service }) => service === target.service) ?? target;
};

/** What a command check is told; BASE_URL is absent when there is no target or it has no address. */
export const commandEnvironment = (check: Check, context: CheckContext): Readonly<Record<string, string>> => ({
  ...addressEnvironment(context.endpoints, targetOf(check, context)),
  COMPOSE_PROJECT_NAME: context.project,
  COMPOSE_FILE: context.composeFile,
  STACK_SLIM_PHASE: context.phase,
});

/** What a check's container is told: the addresses by which the services reach each other. */
export const containerEnvironment = (check: Check, context: CheckContext): Readonly<Record<string, string>> => ({
  ...addressEnvironment(insideNetwork(context.endpoints), targetOf(check, context)),
  STACK_SLIM_PHASE: context.phase,
});

const insideNetwork = (endpoints: Endpoints): Endpoints => ({
  address: (service, port) => (endpoints.address(service, port) === undefined ? undefined : { host: service, port }),
  all: () => endpoints.all().map(({ service, port }) => ({ service, port, address: { host: service, port } })),
});

/** Where each port of the stack is reached from the host, and as BASE_URL the target's. */
export const addressEnvironment = (endpoints: Endpoints, target: Target | undefined): Readonly<Record<string, string>> => {
  const base = target === undefined ? undefined : endpoints.address(target.service, target.port);
  const addresses = endpoints
    .all()
    .map(({ service, port, address }) => [addressVariable(service, port), `${address.host}:${address.port}`]);
  return {
    ...Object.fromEntries(addresses),
    ...serviceUrls(endpoints),
    ...(base === undefined ? {} : { BASE_URL: `http://${base.host}:${base.port}` }),
  };
};

/** BASE_URL_QUEUE_MASTER, HOST_QUEUE_MASTER and PORT_QUEUE_MASTER: where each service's port is reached, the one that usually speaks HTTP first. */
const serviceUrls = (endpoints: Endpoints): Readonly<Record<string, string>> => {
  const variables: Record<string, string> = {};
  const likeliest = [...endpoints.all()].sort((a, b) => Number(isHttpPort(b.port)) - Number(isHttpPort(a.port)));
  for (const { service, port, address } of likeliest) {
    const name = variableName(service);
    if (variables[`HOST_${name}`] !== undefined) continue;
    variables[`BASE_URL_${name}`] = `${isHttpsPort(port) ? "https" : "http"}://${address.host}:${address.port}`;
    variables[`HOST_${name}`] = address.host;
    variables[`PORT_${name}`] = String(address.port);
  }
  return variables;
};

/** `queue-master`, 80 → STACK_SLIM_ADDR_QUEUE_MASTER_80. */
export const addressVariable = (service: string, port: number): string => `STACK_SLIM_ADDR_${variableName(service)}_${port}`;

export const variableName = (service: string): string => service.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
