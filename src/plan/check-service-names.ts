import type { Config } from "../model/config.js";
import { StackSlimError } from "../model/errors.js";
import { nearest } from "./nearest.js";

/** @throws StackSlimError (exit 2) when stack-slim.yml names a service the stack doesn't have, with the nearest name as the hint. */
export function checkServiceNames(config: Config, known: readonly string[]): void {
  const named = [
    ...Object.keys(config.services).map((service) => ({ service, field: `services.${service}` })),
    ...config.checks.flatMap(({ name, target, logs = [] }) => [
      ...(target === undefined ? [] : [{ service: target.service, field: `target of the check "${name}"` }]),
      ...logs.map(({ service }) => ({ service, field: `logs of the check "${name}"` })),
    ]),
  ];
  const wrong = named.find(({ service }) => !known.includes(service));
  if (wrong === undefined) return;
  throw new StackSlimError(`${config.file ?? "stack-slim.yml"}: ${wrong.field}: the stack has no service ${wrong.service}.`, {
    code: "config.unknown-service",
    exitCode: 2,
    hint: `Did you mean ${nearest(wrong.service, known)}? Services: ${known.join(", ")}. One in a profile needs --profile.`,
  });
}
