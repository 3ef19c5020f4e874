import type { ComposeModel, ComposePort, ComposeService } from "../model/compose-model.js";

/** The service in whose network namespace `name` lives: itself, or the end of a chain of `network_mode: service:…`. */
export const networkOwner = (services: ComposeModel["services"], name: string): string => {
  const seen = new Set<string>();
  for (let at = name; ;) {
    const mode = services[at]?.network_mode;
    if (!mode?.startsWith("service:") || seen.has(at)) return at;
    seen.add(at);
    at = mode.slice("service:".length);
  }
};

/**
 * Every port the file publishes and every port to be probed, once each, on a free port of 127.0.0.1. A service that lives in another one's
 * network can't publish: what it needs is published by `owner`, so the ports are gathered for the owner from all who live in it.
 */
export const loopbackPorts = (
  services: ComposeModel["services"],
  owner: string,
  probePorts: Readonly<Record<string, readonly number[]>>,
  udpProbePorts: Readonly<Record<string, readonly number[]>> = {},
): readonly ComposePort[] => {
  const service = services[owner];
  if (service === undefined || service.network_mode === "none" || networkOwner(services, owner) !== owner) return [];
  const inside = [owner, ...Object.keys(services).filter((name) => name !== owner && networkOwner(services, name) === owner)];
  const wanted = inside.flatMap((name) => [
    ...published(services[name]),
    ...(probePorts[name] ?? []).map((target) => ({ target, protocol: "tcp" })),
    ...(udpProbePorts[name] ?? []).map((target) => ({ target, protocol: "udp" })),
  ]);
  const unique = new Map(wanted.map((port) => [`${port.target}/${port.protocol}`, port]));
  return [...unique.values()].map(({ target, protocol }) => ({ mode: "ingress", host_ip: "127.0.0.1", target, protocol }));
};

const published = (service: ComposeService | undefined): { target: number; protocol: string }[] =>
  (service?.ports ?? []).map((port) => ({ target: port.target, protocol: port.protocol ?? "tcp" }));
