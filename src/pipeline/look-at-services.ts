import type { PlannedService } from "../model/plan.js";
import type { ContainerState, Engine } from "../model/ports.js";
import type { ServiceLook } from "../model/proposal.js";
import { betterProbe, discoverHttp, endpointsOf, httpAsker, listenersIn, type Address } from "../probe/index.js";

/** Ports above are given out by the kernel for connections that a service itself makes, or differ with every start. */
const firstEphemeral = 32_768;

/** Looks at every service of a running stack, one after the other: what listens in it, and what its ports answer to well-known paths. */
export async function lookAtServices(
  services: readonly PlannedService[],
  states: readonly ContainerState[],
  engine: Pick<Engine, "exec">,
  signal: AbortSignal,
): Promise<readonly ServiceLook[]> {
  const looks: ServiceLook[] = [];
  for (const service of services) {
    const container = states.find((state) => state.service === service.name && state.status === "running");
    if (container !== undefined) looks.push(await lookAt(service, container, engine, signal));
  }
  return looks;
}

async function lookAt(
  service: PlannedService,
  container: ContainerState,
  engine: Pick<Engine, "exec">,
  signal: AbortSignal,
): Promise<ServiceLook> {
  const exec = (command: readonly string[], timeoutMs: number) => engine.exec(container.id, command, { timeoutMs });
  const listeners = (await listenersIn({ container, exec })) ?? [];
  const open = listeners.filter(({ reach }) => reach !== "loopback").map(({ port }) => port);
  const own = listeners.filter(({ reach }) => reach === "loopback").map(({ port }) => port);
  const usual = (ports: readonly number[]): readonly number[] =>
    [...new Set(ports)].filter((port) => port < firstEphemeral || service.ports.includes(port));
  await using asker = httpAsker((port) => addressOf(container, port), signal);
  const ports = usual([...service.ports.filter((port) => listeners.length === 0 || open.includes(port)), ...open]);
  const discovered = await discoverHttp(ports, asker.ask, { except: notHttp(service), signal });
  const probe = betterProbe(service.probe, discovered);
  return {
    service: service.name,
    ports: usual(open),
    ownPorts: usual(own),
    answers: discovered.flatMap((one) => (one.speaks === "http" ? one.found.map((found) => ({ port: one.port, ...found })) : [])),
    ...(probe === undefined ? {} : { probe }),
  };
}

/** Where the engine publishes it on this machine, else the container's own address, which this machine reaches when the engine runs on it. */
function addressOf(container: ContainerState, port: number): Address | undefined {
  const published = endpointsOf([container]).address(container.service, port);
  const [host] = container.addresses;
  return published ?? (host === undefined ? undefined : { host, port });
}

const notHttp = ({ probe }: PlannedService): readonly number[] =>
  probe.probes.flatMap((one) => ("port" in one && one.kind !== "http" && one.kind !== "tcp" ? [one.port] : []));
