import type { Config } from "../model/config.js";
import type { ImageInfo } from "../model/image.js";
import type { Plan, PlannedService } from "../model/plan.js";
import type { ReadConfigFile } from "../model/ports.js";
import type { Edge, Service, ServiceOrder, Stack } from "../model/stack.js";
import { speaksUdp } from "../model/udp-ports.js";
import type { Catalogue } from "./catalogue.js";
import { checkServiceNames } from "./check-service-names.js";
import { chooseProbe } from "./choose-probe.js";
import { chooseVariant } from "./choose-variant.js";
import { configPlace } from "./config-place.js";
import { serviceFacts } from "./service-facts.js";
import { planWarnings } from "./plan-warnings.js";

export type PlanInput = {
  readonly stack: Stack;
  readonly config: Config;
  readonly edges: readonly Edge[];
  readonly order: ServiceOrder;
  /** By the service's image name; undefined: the engine has no such image. */
  readonly images: ReadonlyMap<string, ImageInfo | undefined>;
  /** Why no image could be looked at, such as an engine that doesn't answer. */
  readonly imageProblem?: string;
  readonly catalogue: Catalogue;
  /** For passwords that are in secret files; without it their services get shallower probes. */
  readonly readConfigFile?: ReadConfigFile;
  /** Said before planning, such as compose's own. */
  readonly warnings?: readonly string[];
};

/**
 * What apply will do with every service, and why; runs nothing. Image bytes are the engine's, unknown with a reason when it has no image.
 * @throws StackSlimError (exit 2) when stack-slim.yml names a service or a probe that doesn't exist.
 */
export function planStack(input: PlanInput): Plan {
  const { stack, config, edges, order } = input;
  checkServiceNames(
    config,
    stack.services.map(({ name }) => name),
  );
  const byName = new Map(stack.services.map((service) => [service.name, service]));
  const services = order.levels.flatMap((names, level) =>
    names.flatMap((name) => {
      const service = byName.get(name);
      return service === undefined ? [] : [planService(input, service, level)];
    }),
  );
  return {
    version: 1,
    project: stack.model.name,
    files: stack.source.files,
    services,
    edges,
    cycles: order.cycles,
    checks: config.checks.map(({ name, use }) => ({ name, use })),
    warnings: [...new Set([...(input.warnings ?? []), ...planWarnings(config, services)])],
  };
}

function planService(input: PlanInput, service: Service, level: number): PlannedService {
  const { stack, config, edges, images, imageProblem, catalogue, readConfigFile } = input;
  const image = images.get(service.image);
  const facts = serviceFacts(stack, service, image, edges, readConfigFile);
  const own = config.services[service.name];
  const probe = chooseProbe(facts, own, catalogue, configPlace(config, `services.${service.name}.probe`));
  const probed = probe.probes.flatMap((one) => ("port" in one && !speaksUdp(one) ? [one.port] : []));
  return {
    name: service.name,
    image: service.image,
    ...(image === undefined
      ? { bytesUnknown: imageProblem ?? (service.builds ? "the image isn't built yet" : "the image isn't in the engine") }
      : { imageId: image.id, bytes: image.bytes }),
    ...chooseVariant(facts, own, imageProblem),
    policy: own?.policy ?? config.policy,
    level,
    ports: [...new Set([...facts.ports, ...probed])],
    probe,
  };
}
