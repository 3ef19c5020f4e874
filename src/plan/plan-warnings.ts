import type { Config } from "../model/config.js";
import type { PlannedService } from "../model/plan.js";
import type { Stack } from "../model/stack.js";

/** What weakens the result, said before any time is spent on it. */
export function planWarnings(stack: Stack, config: Config, services: readonly PlannedService[]): readonly string[] {
  const unprobed = services.filter(({ variant, probe }) => variant === "slim" && probe.source === "none").map(({ name }) => name);
  const onHost = stack.services.filter(({ spec }) => spec.network_mode === "host").map(({ name }) => name);
  return [
    ...(unprobed.length === 0
      ? []
      : [
          `No probe for ${unprobed.join(", ")}: only booting and the checks exercise ${unprobed.length === 1 ? "it" : "them"}. Give a probe in stack-slim.yml.`,
        ]),
    ...onHost.map((name) => `${name} uses the host's network: its ports may be taken by what runs there.`),
    ...(config.checks.length === 0
      ? ["No checks: the outcome will rest on boots and probes alone. Write end-to-end checks in stack-slim.yml."]
      : []),
  ];
}
