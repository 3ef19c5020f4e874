import type { Config } from "../model/config.js";
import type { PlannedService } from "../model/plan.js";

/** Whom nothing but booting and checks will exercise. */
export function noProbeWarning(services: readonly PlannedService[]): readonly string[] {
  const unprobed = services.filter(({ variant, probe }) => variant === "slim" && probe.source === "none").map(({ name }) => name);
  if (unprobed.length === 0) return [];
  const whom = unprobed.length === 1 ? "it" : "them";
  return [`No probe for ${unprobed.join(", ")}: only booting and the checks exercise ${whom}. Give a probe in stack-slim.yml.`];
}

/** What weakens the result, said before any time is spent on it. */
export function planWarnings(config: Config, services: readonly PlannedService[]): readonly string[] {
  return [
    ...noProbeWarning(services),
    ...(config.checks.length === 0
      ? ["No checks: the outcome will rest on boots and probes alone. Write end-to-end checks in stack-slim.yml."]
      : []),
  ];
}
