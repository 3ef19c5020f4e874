import type { PlannedService } from "../model/plan.js";
import { isOver } from "./observation.js";
import type { RunningStack, TrialInput, TrialTools } from "./trial-input.js";
import type { StateWatch } from "./state-watch.js";

/** Level by level, so that a service is exercised only once what it needs answers; within a level side by side. */
export async function probeAll(input: TrialInput, stack: RunningStack, watch: StateWatch, tools: TrialTools): Promise<Map<string, string>> {
  const errors = new Map<string, string>();
  for (const level of [...new Set(input.services.map((service) => service.level))].sort((a, b) => a - b)) {
    const services = input.services.filter((service) => service.level === level);
    await Promise.all(
      services.map(async (service) => {
        const error = await probeOne(service, input, stack, watch, tools);
        if (error !== undefined) errors.set(service.name, error);
        tools.emit({
          type: "service",
          stage: input.stage,
          service: service.name,
          status: error === undefined ? "done" : "failed",
          detail: error ?? `ready (${service.probe.name})`,
        });
      }),
    );
  }
  return errors;
}

async function probeOne(
  service: PlannedService,
  { readyWithinMs, stage }: TrialInput,
  stack: RunningStack,
  watch: StateWatch,
  { traffic, emit, signal }: TrialTools,
): Promise<string | undefined> {
  emit({ type: "service", stage, service: service.name, status: "working", detail: `waiting for ${service.probe.name}` });
  const started = await watch.until(
    () => {
      const containers = watch.of(service.name);
      return (
        containers.length === 0 ||
        isOver(containers) ||
        containers.every(({ status, health }) => status === "running" && health !== "starting")
      );
    },
    readyWithinMs,
    signal,
  );
  const containers = watch.of(service.name);
  if (containers.length === 0) return undefined;
  if (isOver(containers)) return traffic.whyNotUp?.(service, stack);
  if (!started) {
    const why = await traffic.whyNotUp?.(service, stack);
    const states = containers.map(({ status, health }) => `${status}, health ${health}`).join("; ");
    return `was not up within ${String(readyWithinMs / 1000)} s (${states})${why === undefined ? "" : `; ${why}`}`;
  }
  return traffic.probe(service, stack, () => isOver(watch.of(service.name)), signal);
}
