import { isHttpPort, isHttpsPort } from "../model/http-ports.js";
import type { PlannedService } from "../model/plan.js";
import type { ContainerState } from "../model/ports.js";
import type { Stack } from "../model/stack.js";
import type { Endpoints } from "../probe/index.js";

type Input = {
  readonly stack: Stack;
  readonly services: readonly PlannedService[];
  readonly endpoints: Endpoints;
  readonly states: readonly ContainerState[];
};

/** One TCP port of a running stack: `url` is where a browser or a client on this machine reaches it. */
type Place = { readonly url: string; readonly of: string; readonly published: boolean };

/**
 * Lines for a person who is to use the running stack: where each TCP port is on this machine, those that the user's own file publishes first, and
 * what of the stack does not run.
 */
export function stackAddresses({ stack, services, endpoints, states }: Input): readonly string[] {
  const places = services.flatMap(({ name, ports }) =>
    ports.flatMap((port): readonly Place[] => {
      const address = endpoints.address(name, port);
      if (address === undefined) return [];
      const at = `${address.host}:${String(address.port)}`;
      return [{ url: `${schemeOf(port, name, services)}${at}`, of: `${name}:${String(port)}`, published: isPublished(stack, name, port) }];
    }),
  );
  const published = places.filter((place) => place.published);
  const others = places.filter((place) => !place.published);
  const width = Math.max(0, ...places.map(({ url }) => url.length));
  const line = ({ url, of }: Place): string => `  ${url.padEnd(width)}  →  ${of}`;
  return [
    ...(places.length === 0 ? ["  No service has a TCP port that this machine can reach."] : []),
    ...published.map(line),
    ...(published.length > 0 && others.length > 0 ? ["  Reached only by the stack itself otherwise:"] : []),
    ...others.map(line),
    ...states
      .filter(isDown)
      .map(({ service, status, exitCode }) => `  ! ${service} does not run: ${status}, exit code ${String(exitCode)}`),
  ];
}

const isDown = ({ status, exitCode }: ContainerState): boolean =>
  status === "restarting" || status === "dead" || (status === "exited" && exitCode !== 0);

const isPublished = (stack: Stack, service: string, port: number): boolean =>
  (stack.model.services[service]?.ports ?? []).some(
    ({ target, protocol }) => target === port && (protocol === undefined || protocol === "tcp"),
  );

/** Of what speaks HTTP by its probe or by its port; a client of anything else knows its own scheme. */
function schemeOf(port: number, service: string, services: readonly PlannedService[]): string {
  const probes = services.find(({ name }) => name === service)?.probe.probes ?? [];
  const spoken = probes.find((probe) => "scheme" in probe && probe.port === port);
  if (spoken !== undefined && "scheme" in spoken) return `${spoken.scheme ?? "http"}://`.replace(/^ws/, "http");
  return isHttpsPort(port) ? "https://" : isHttpPort(port) ? "http://" : "";
}
