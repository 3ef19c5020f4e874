import type { Plan, PlannedProbe, PlannedService } from "../model/plan.js";
import { noProbeWarning } from "./plan-warnings.js";

/** What a service was seen to serve, as its probe, and the container ports that it asks. */
export type FoundProbe = { readonly probe: PlannedProbe; readonly ports: readonly number[] };

/** The service exercised by what it was seen to serve. */
const withFoundProbe = (service: PlannedService, { probe, ports }: FoundProbe): PlannedService => ({
  ...service,
  probe,
  ports: [...new Set([...service.ports, ...ports])],
});

/** Those services of the plan for which something was found, exercised by it, by name. */
export const servicesFound = ({ services }: Plan, found: Readonly<Record<string, FoundProbe>>): ReadonlyMap<string, PlannedService> =>
  new Map(
    services.flatMap((service) => {
      const own = found[service.name];
      return own === undefined ? [] : [[service.name, withFoundProbe(service, own)] as const];
    }),
  );

/** The plan as it goes on once the running stack was looked at: by service, what was found in place of what was planned. */
export function withFoundProbes(plan: Plan, found: Readonly<Record<string, FoundProbe>>): Plan {
  const changed = servicesFound(plan, found);
  const services = plan.services.map((service) => changed.get(service.name) ?? service);
  const outdated = noProbeWarning(plan.services);
  const warnings = [...plan.warnings.filter((warning) => !outdated.includes(warning)), ...noProbeWarning(services)];
  return { ...plan, services, warnings };
}
