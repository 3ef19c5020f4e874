import type { ImageInfo } from "../model/image.js";
import type { ReadConfigFile } from "../model/ports.js";
import type { Edge, Service, Stack } from "../model/stack.js";
import { repositoryOf, type Repository } from "./image-name.js";
import { servicePorts } from "./service-ports.js";

/** What is known of a service before anything runs: the compose file's word, over that of its image where the engine has it. */
export type ServiceFacts = {
  readonly service: Service;
  readonly image?: ImageInfo;
  readonly repository: Repository;
  /** Secrets mounted for `NAME_FILE` variables are there as NAME, when they can be read. */
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** Docker's form, without `NONE` and disabled ones. */
  readonly healthcheck?: { readonly test: readonly string[]; readonly from: "service" | "image" };
  /** TCP, the likeliest first. */
  readonly ports: readonly number[];
  /** Of the image. */
  readonly labels: Readonly<Record<string, string>>;
  /** Ports of other services that this one connects to. */
  readonly connectsTo: readonly number[];
  /** By which the stack knows it. */
  readonly ownNames: readonly string[];
};

export function serviceFacts(
  stack: Stack,
  service: Service,
  image: ImageInfo | undefined,
  edges: readonly Edge[],
  readConfigFile: ReadConfigFile | undefined,
): ServiceFacts {
  const { spec } = service;
  const set = Object.entries({ ...image?.config.environment, ...spec.environment }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  const healthcheck = effectiveHealthcheck(service, image);
  return {
    service,
    ...(image === undefined ? {} : { image }),
    repository: repositoryOf(service.image),
    environment: { ...Object.fromEntries(set), ...secretVariables(stack, service, set, readConfigFile) },
    entrypoint: spec.entrypoint ?? image?.config.entrypoint ?? [],
    // As in the engine: an entrypoint of the service's own empties the image's command.
    command: spec.command ?? (spec.entrypoint ? [] : image?.config.command) ?? [],
    ...(healthcheck === undefined ? {} : { healthcheck }),
    ports: servicePorts(service, image, edges, healthcheck?.test.join(" ") ?? ""),
    labels: image?.config.labels ?? {},
    connectsTo: edges.flatMap(({ from, port }) => (from === service.name && port !== undefined ? [port] : [])),
    ownNames: [service.name, spec.container_name, spec.hostname].filter((name) => name !== undefined),
  };
}

function effectiveHealthcheck({ spec }: Service, image: ImageInfo | undefined): ServiceFacts["healthcheck"] {
  if (spec.healthcheck?.disable === true) return undefined;
  const own = spec.healthcheck?.test;
  const test = own ?? image?.config.healthcheck;
  if (test === undefined || test.length < 2 || test[0] === "NONE") return undefined;
  return { test, from: own === undefined ? "image" : "service" };
}

/**
 * The official database images read NAME from the file NAME_FILE, usually a compose secret at /run/secrets/SOURCE. The last line break
 * doesn't belong to the value, as for `$(< file)` in their entrypoints.
 */
function secretVariables(
  { model }: Stack,
  { spec }: Service,
  environment: readonly (readonly [string, string])[],
  readConfigFile: ReadConfigFile | undefined,
): Readonly<Record<string, string>> {
  const files = new Map(
    (spec.secrets ?? []).map(({ source, target = source }) => [
      target.startsWith("/") ? target : `/run/secrets/${target}`,
      model.secrets?.[source]?.file,
    ]),
  );
  return Object.fromEntries(
    environment.flatMap(([name, value]) => {
      const file = name.endsWith("_FILE") ? files.get(value) : undefined;
      const text = file === undefined ? undefined : readConfigFile?.(file);
      return text === undefined ? [] : [[name.slice(0, -"_FILE".length), text.replace(/\n+$/, "")]];
    }),
  );
}
