import type { ContainerState, Engine } from "../model/ports.js";
import type { CheckVerdict } from "../model/trial.js";
import type { Observation } from "./observation.js";
import type { TrialInput } from "./trial-input.js";

const logBytes = 64 * 1024;

export type Findings = {
  readonly probeErrors: ReadonlyMap<string, string>;
  readonly restarts: ReadonlyMap<string, number>;
  readonly up: { readonly ok: boolean; readonly output: string };
  readonly checks: readonly CheckVerdict[];
};

/** Logs are read while the containers still exist; only of services that look bad, or of all when a check failed and any of them may be why. */
export function observe(
  input: TrialInput,
  states: readonly ContainerState[],
  found: Findings,
  engine: Engine,
): Promise<readonly Observation[]> {
  const checkFailed = found.checks.some(({ pass }) => !pass);
  return Promise.all(
    input.services.map(async ({ name }) => {
      const containers = states.filter(({ service }) => service === name);
      const probeError = found.probeErrors.get(name);
      const restarts = found.restarts.get(name) ?? 0;
      const suspicious =
        checkFailed ||
        probeError !== undefined ||
        restarts > 0 ||
        containers.some(({ status, health }) => status !== "running" || health === "unhealthy");
      const logs = suspicious ? await Promise.all(containers.map(({ id }) => engine.logs(id, { maxBytes: logBytes }))) : [];
      return {
        service: name,
        containers,
        restarts,
        log: logs.join("\n"),
        ...(probeError === undefined ? {} : { probeError }),
        ...(found.up.ok ? {} : { startError: found.up.output }),
      };
    }),
  );
}
