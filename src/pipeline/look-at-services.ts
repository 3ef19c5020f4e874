import type { PlannedService } from "../model/plan.js";
import type { ContainerState, Engine } from "../model/ports.js";
import type { ServiceLook } from "../model/proposal.js";
import { betterProbe, discoverHttp, httpAsker, listenersIn, probeBesides } from "../probe/index.js";
import { ownAddress } from "./own-address.js";

/** Ports above are given out by the kernel for connections that a service itself makes, or differ with every start. */
export const firstEphemeral = 32_768;

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
    if (container !== undefined) looks.push(await lookAt(service, container, { engine, signal, besides: false }));
  }
  return looks;
}

export type Looking = {
  /** To run a program in the container where there is no other way to see what listens; absent: none is run. */
  readonly engine?: Pick<Engine, "exec">;
  readonly signal: AbortSignal;
  /** Whether a catalogue's entry may get something besides. */
  readonly besides: boolean;
};

/** One running container of a service. Never rejects but for an abort; where nothing shows what listens, the planned ports are asked. */
export async function lookAt(
  service: PlannedService,
  container: ContainerState,
  { engine, signal, besides }: Looking,
): Promise<ServiceLook> {
  const exec = engine && ((command: readonly string[], timeoutMs: number) => engine.exec(container.id, command, { timeoutMs }));
  const listeners = (await listenersIn({ container, ...(exec === undefined ? {} : { exec }) })) ?? [];
  const open = listeners.filter(({ reach }) => reach !== "loopback").map(({ port }) => port);
  const own = listeners.filter(({ reach }) => reach === "loopback").map(({ port }) => port);
  const usual = (ports: readonly number[]): readonly number[] =>
    [...new Set(ports)].filter((port) => port < firstEphemeral || service.ports.includes(port));
  await using asker = httpAsker((port) => ownAddress(container, port), signal);
  const ports = usual([...service.ports.filter((port) => listeners.length === 0 || open.includes(port)), ...open]);
  const discovered = await discoverHttp(ports, asker.ask, { except: notHttp(service), signal });
  const probe = betterProbe(service.probe, discovered) ?? (besides ? probeBesides(service.probe, discovered) : undefined);
  return {
    service: service.name,
    ports: usual(open),
    ownPorts: usual(own),
    answers: discovered.flatMap((one) => (one.speaks === "http" ? one.found.map((found) => ({ port: one.port, ...found })) : [])),
    ...(probe === undefined ? {} : { probe }),
  };
}

const notHttp = ({ probe }: PlannedService): readonly number[] =>
  probe.probes.flatMap((one) => ("port" in one && !("scheme" in one) && one.kind !== "tcp" ? [one.port] : []));
