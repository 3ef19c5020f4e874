import type { Probe } from "../model/config.js";
import type { Plan } from "../model/plan.js";

const mask = "***";

/** The plan with passwords masked: it is shown, stored and passed on, and needs none of them to be understood. */
export const withoutSecrets = (plan: Plan): Plan => ({
  ...plan,
  services: plan.services.map((service) => ({ ...service, probe: { ...service.probe, probes: service.probe.probes.map(masked) } })),
});

function masked(probe: Probe): Probe {
  if (probe.kind === "http") {
    const steps = probe.steps.map((step) => (step.auth === undefined ? step : { ...step, auth: { ...step.auth, password: mask } }));
    return { ...probe, steps };
  }
  return "password" in probe && probe.password !== "" ? { ...probe, password: mask } : probe;
}
