import type { Check, Config, Probe } from "../model/config.js";
import type { Planned } from "./plan-stage.js";

/**
 * The plan whose `openapi` probes send what changes something, or don't, whatever they say themselves; undefined: as they say. Every stack that is
 * booted is a copy, so they do unless stack-slim.yml says `writes: false`.
 */
export const withProbeWrites = (planned: Planned, writes: boolean | undefined): Planned =>
  writes === undefined ? planned : { ...planned, plan: planWith(planned.plan, writes), publicPlan: planWith(planned.publicPlan, writes) };

const planWith = (plan: Planned["plan"], writes: boolean): Planned["plan"] => ({
  ...plan,
  services: plan.services.map((service) => ({ ...service, probe: { ...service.probe, probes: probesWith(service.probe.probes, writes) } })),
});

const probesWith = (probes: readonly Probe[], writes: boolean): readonly Probe[] =>
  probes.map((probe) => (probe.kind === "openapi" ? { ...probe, writes } : probe));

/** The same for the checks of stack-slim.yml. */
export const checksWithProbeWrites = (config: Config, writes: boolean | undefined): Config =>
  writes === undefined ? config : { ...config, checks: config.checks.map((check) => checkWith(check, writes)) };

const checkWith = (check: Check, writes: boolean): Check => ({
  ...check,
  ...(check.probes === undefined ? {} : { probes: probesWith(check.probes, writes) }),
  ...(check.openapi === undefined ? {} : { openapi: { ...check.openapi, writes } }),
});
