import type { Config, HttpStep } from "../model/config.js";
import { StackSlimError } from "../model/errors.js";
import type { OwnTraffic } from "../model/web-traffic.js";
import { nearestName } from "../model/nearest-name.js";
import { configPlace } from "./config-place.js";

type Named = { readonly service: string; readonly field: string };

/** @throws StackSlimError (exit 2) when stack-slim.yml names a service the stack doesn't have, with the nearest name as the hint. */
export function checkServiceNames(config: Config, known: readonly string[]): void {
  const wrong = namedServices(config).find(({ service }) => !known.includes(service));
  if (wrong === undefined) return;
  const near = nearestName(wrong.service, known);
  throw new StackSlimError(`${configPlace(config, wrong.field)}: the stack has no service ${wrong.service}.`, {
    code: "config.unknown-service",
    exitCode: 2,
    hint: `${near === undefined ? "" : `Did you mean ${near}? `}Services: ${known.join(", ")}. One in a profile needs --profile.`,
  });
}

const namedServices = ({ services, checks }: Config): readonly Named[] => [
  ...Object.entries(services).flatMap(([service, { probe = [] }]) => [
    { service, field: `services.${service}` },
    ...probe.flatMap((one) => (typeof one === "object" && "steps" in one ? inSteps(one.steps, () => `services.${service}.probe`) : [])),
    ...probe.flatMap((one) => (typeof one === "object" && "hosts" in one ? inTraffic(one, `services.${service}.probe`) : [])),
  ]),
  ...checks.flatMap(({ target, http = [], crawl, openapi, har, probes = [], container, logs = [] }, index) => [
    ...(container?.service === undefined ? [] : [{ service: container.service, field: `checks[${String(index)}].container.service` }]),
    ...(target === undefined ? [] : [{ service: target.service, field: `checks[${String(index)}].target` }]),
    ...inSteps(http, (at) => `checks[${String(index)}].http[${String(at)}]`),
    ...probes.flatMap((one) => ("steps" in one ? inSteps(one.steps, () => `checks[${String(index)}].probes`) : [])),
    ...probes.flatMap((one) => ("hosts" in one ? inTraffic(one, `checks[${String(index)}].probes`) : [])),
    ...[crawl, openapi, har].flatMap((one) => (one === undefined ? [] : inTraffic(one, `checks[${String(index)}].${one.kind}`))),
    ...logs.map(({ service }, at) => ({ service, field: `checks[${String(index)}].logs[${String(at)}].service` })),
  ]),
];

const inTraffic = ({ hosts, login }: OwnTraffic, field: string): readonly Named[] => [
  ...Object.values(hosts).map(({ service }) => ({ service, field })),
  ...inSteps(login, () => field),
];

/** Hosts of whole URLs are services; one that a variable gives is known only at run time. */
const inSteps = (steps: readonly HttpStep[], field: (index: number) => string): readonly Named[] =>
  steps.flatMap(({ url }, index) => {
    const service = /^https?:\/\/([^/:?#]+)/.exec(url)?.[1];
    return service === undefined || service.includes("{{") ? [] : [{ service, field: field(index) }];
  });
