import type { Check, Probe, Target } from "../model/config.js";
import type { OwnTraffic } from "../model/web-traffic.js";
import type { CheckContext } from "./check-context.js";
import { describeProbe } from "./describe-probe.js";
import { drivers, runProbe } from "./drivers.js";
import { runTraffic } from "./web/run-traffic.js";
import type { TrafficContext } from "./web/traffic-run.js";

/** What failed and the services it was about; undefined: nothing did. `failed`: as in TrafficFailure. */
export type Failure = { readonly error: string; readonly services: readonly string[]; readonly failed?: readonly string[] } | undefined;

const noTarget = "the stack publishes no port; name one with target: SERVICE:PORT";

/** The probes of a check, each tried once on its target. */
export const probeFailure = async (
  { probes = [] }: Check,
  { endpoints, signal, cwd }: CheckContext,
  target: Target | undefined,
): Promise<Failure> => {
  if (probes.length === 0) return undefined;
  if (target === undefined) return { error: noTarget, services: [] };
  const { service } = target;
  const exec = (): Promise<never> => Promise.reject(new Error("a check has no container to run a program in"));
  for (const probe of probes) {
    const ported = "port" in probe && probe.port === 0 ? { ...probe, port: target.port } : probe;
    const result = await runProbe(drivers, ported, { service, endpoints, signal, cwd, log: () => undefined, exec });
    if (!result.ok) return { error: `${describeProbe(ported)}: ${result.error}`, services: [service], ...partsOf(result) };
  }
  return undefined;
};

/** The crawl, openapi and har of a check, with the cookies and variables of its http steps. */
export const trafficFailure = async (
  check: Check,
  { endpoints, signal, cwd }: CheckContext,
  target: Target | undefined,
  shared: NonNullable<TrafficContext["shared"]>,
): Promise<Failure> => {
  for (const traffic of trafficsOf(check)) {
    if (target === undefined) return { error: `${traffic.kind}: ${noTarget}`, services: [] };
    const { service } = target;
    const result = await runTraffic(traffic, {
      target: { service, port: traffic.port === 0 ? target.port : traffic.port },
      endpoints,
      signal,
      cwd,
      log: () => undefined,
      shared,
    });
    if (!result.ok) return { error: `${traffic.kind}: ${result.error}`, services: result.services, ...partsOf(result) };
  }
  return undefined;
};

const partsOf = ({ failed }: { readonly failed?: readonly string[] }): { readonly failed?: readonly string[] } =>
  failed === undefined ? {} : { failed };

const trafficsOf = ({ crawl, openapi, har }: Check): readonly OwnTraffic[] => [crawl, openapi, har].filter((each) => each !== undefined);

/** How long those parts of a check may take that have a bound of their own, ms. */
export const ownTimeMs = (check: Check): number =>
  [...trafficsOf(check), ...(check.probes ?? []).filter((probe: Probe) => "timeMs" in probe)].reduce((sum, { timeMs }) => sum + timeMs, 0);
