import type { Probe, ServiceConfig } from "../model/config.js";
import { StackSlimError } from "../model/errors.js";
import { nearestName } from "../model/nearest-name.js";
import type { PlannedProbe } from "../model/plan.js";
import type { Catalogue } from "./catalogue.js";
import { configPlace } from "./config-place.js";
import { describeProbes } from "./describe-probe.js";
import { fillProbe } from "./fill-probe.js";
import { httpProbe, isHttpPort, isHttpsPort } from "./http-probe.js";
import { bestMatch, type ProbeMatch } from "./match-probe.js";
import type { ServiceFacts } from "./service-facts.js";

/**
 * How a service is exercised and known to be ready, by who knows best:
 * 1. the user, in stack-slim.yml;
 * 2. a catalogue entry that names it surely (see match-probe);
 * 3. the healthcheck of the service in the compose file, else of its image: written for this service, but by itself often shallow;
 * 4. a catalogue entry on a weak sign: a well-known port, or a variable clients have too;
 * 5. HTTP, on a port that is known for it or said to be;
 * 6. a TCP connection to the likeliest port;
 * 7. nothing, and the plan says so.
 * `place` is where stack-slim.yml speaks of the service's probe. @throws StackSlimError (exit 2) for a probe that doesn't exist or has no port.
 */
export function chooseProbe(
  facts: ServiceFacts,
  config: ServiceConfig | undefined,
  catalogue: Catalogue,
  place = configPlace({}, `services.${facts.service.name}.probe`),
): PlannedProbe {
  const match = bestMatch(catalogue, facts);
  return (
    configured(facts, config?.probe ?? [], catalogue, place) ??
    (match?.strength === "strong" ? fromCatalogue(match, facts) : undefined) ??
    fromHealthcheck(facts) ??
    (match === undefined ? undefined : fromCatalogue(match, facts)) ??
    fromHttpPort(facts) ??
    fromPort(facts) ??
    nothing(facts)
  );
}

function configured(
  facts: ServiceFacts,
  wanted: readonly (string | Probe)[],
  catalogue: Catalogue,
  place: string,
): PlannedProbe | undefined {
  if (wanted.length === 0) return undefined;
  const probes = wanted.flatMap((probe) =>
    typeof probe === "string" ? named(probe, facts, catalogue, place) : [withPort(probe, facts, place)],
  );
  const name = wanted
    .map((probe, index) => (typeof probe === "string" ? probe : describeProbes(probes.slice(index, index + 1))))
    .join(" + ");
  return { source: "config", name, why: "given in stack-slim.yml", probes };
}

function named(name: string, facts: ServiceFacts, catalogue: Catalogue, place: string): readonly Probe[] {
  const entry = catalogue.find((known) => known.name === name);
  if (entry !== undefined) return fillProbe(entry, facts).probes;
  const known = catalogue.map((other) => other.name);
  const near = nearestName(name, known);
  throw new StackSlimError(`${place}: there is no probe called ${name}.`, {
    code: "plan.unknown-probe",
    exitCode: 2,
    hint: `${near === undefined ? "" : `Did you mean ${near}? `}Known: ${known.join(", ")}.`,
  });
}

const speaksHttp: ReadonlySet<Probe["kind"]> = new Set(["http", "crawl", "openapi", "har"]);

/** Port 0 in a probe of the user's stands for the one they left out. */
function withPort(probe: Probe, facts: ServiceFacts, place: string): Probe {
  if (!("port" in probe) || probe.port !== 0) return probe;
  const port = (speaksHttp.has(probe.kind) ? facts.ports.find(isHttpPort) : undefined) ?? facts.ports[0];
  if (port !== undefined) return { ...probe, port };
  throw new StackSlimError(`${place}: no port of this service is known.`, {
    code: "plan.unknown-port",
    exitCode: 2,
    hint: "Give the probe a `port:`, or add the container's port to `expose:` in the compose file.",
  });
}

function fromCatalogue({ entry, signs }: ProbeMatch, facts: ServiceFacts): PlannedProbe | undefined {
  const { probes, note } = fillProbe(entry, facts);
  if (probes.length === 0) return undefined;
  return { source: "catalogue", name: entry.name, why: [`${entry.title}: ${signs.join(", ")}`, note].filter(Boolean).join("; "), probes };
}

/** Forms of a test: `CMD` and its words, or `CMD-SHELL` and a text for the image's shell. Source: Docker Engine API, HealthConfig. */
function fromHealthcheck({ healthcheck, image }: ServiceFacts): PlannedProbe | undefined {
  if (healthcheck === undefined) return undefined;
  const [form, ...words] = healthcheck.test;
  const command = form === "CMD-SHELL" ? [...(image?.config.shell ?? ["/bin/sh", "-c"]), words.join(" ")] : words;
  const from = healthcheck.from === "service" ? "the compose file" : "the image";
  return { source: "healthcheck", name: "healthcheck", why: `healthcheck of ${from}`, probes: [{ kind: "exec", command }] };
}

function fromHttpPort({ service, ports }: ServiceFacts): PlannedProbe | undefined {
  // PHP-FPM speaks FastCGI on a port others speak HTTP on.
  if (/fpm/.test(service.image)) return undefined;
  const called = service.spec.ports?.find(({ name, app_protocol }) =>
    [name, app_protocol].some((text) => text === "http" || text === "web"),
  );
  const plain = called?.target ?? ports.find(isHttpPort);
  const port = plain ?? ports.find(isHttpsPort);
  if (port === undefined) return undefined;
  const scheme = plain === undefined ? "https" : "http";
  const why =
    called === undefined ? `port ${port} usually speaks ${scheme.toUpperCase()}` : `port ${port} is called http in the compose file`;
  return { source: "http", name: `${scheme} ${port}`, why, probes: [httpProbe(port, scheme)] };
}

function fromPort({ ports }: ServiceFacts): PlannedProbe | undefined {
  const [port] = ports;
  if (port === undefined) return undefined;
  return { source: "tcp", name: `tcp ${port}`, why: `only its port ${port} is known`, probes: [{ kind: "tcp", port }] };
}

function nothing({ image }: ServiceFacts): PlannedProbe {
  const why =
    image === undefined ? "no port or healthcheck in the compose file, and no image to look into" : "no port and no healthcheck is known";
  return { source: "none", name: "none", why, probes: [] };
}
