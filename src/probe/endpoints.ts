import type { Target } from "../model/config.js";
import type { ContainerState } from "../model/ports.js";

/** Where the host reaches one container port. */
export type Address = { readonly host: string; readonly port: number };

export type Protocol = "tcp" | "udp";

/** A TCP port of a service (`port` = container port) and where the host reaches it. */
export type Endpoint = { readonly service: string; readonly port: number; readonly address: Address };

/** How the host reaches the containers of a running stack. */
export type Endpoints = {
  /** undefined: the service has no such port that the host can reach. Asked anew at every attempt, so it may follow a restart. */
  readonly address: (service: string, port: number, protocol?: Protocol) => Address | undefined;
  readonly all: () => readonly Endpoint[];
  /** What the user's own file publishes first: the default target of a check. */
  readonly firstPublished?: Target;
};

export type EndpointsOptions = {
  /** From the user's file, since a trial publishes every port of every service. */
  readonly firstPublished?: Target;
  /** Where the engine publishes ports; default 127.0.0.1. */
  readonly host?: string;
};

/** The endpoints of these containers at this moment. Of several containers of one service, a running one comes first, then the order given. */
export const endpointsOf = (containers: readonly ContainerState[], options: EndpointsOptions = {}): Endpoints => {
  const host = options.host ?? "127.0.0.1";
  const runningFirst = [...containers].sort((a, b) => Number(b.status === "running") - Number(a.status === "running"));
  const found = new Map<string, Endpoint>();
  for (const container of runningFirst) {
    for (const [port, hostPort] of Object.entries(container.ports)) {
      const key = `${container.service}:${port}`;
      if (!found.has(key)) found.set(key, { service: container.service, port: Number(port), address: { host, port: hostPort } });
    }
  }
  const all = [...found.values()];
  const udp = (service: string, port: number): Address | undefined => {
    const hostPort = runningFirst.find((container) => container.service === service && container.udpPorts?.[port] !== undefined)
      ?.udpPorts?.[port];
    return hostPort === undefined ? undefined : { host, port: hostPort };
  };
  return {
    address: (service, port, protocol) => (protocol === "udp" ? udp(service, port) : found.get(`${service}:${port}`)?.address),
    all: () => all,
    ...(options.firstPublished === undefined ? {} : { firstPublished: options.firstPublished }),
  };
};
