import type { Probe } from "../model/config.js";
import type { PlannedService } from "../model/plan.js";
import type { ContainerState } from "../model/ports.js";
import { betterProbe, discoverHttp, drivers, httpAsker, listenersIn, runProbe, type Address, type Endpoints } from "../probe/index.js";
import { firstEphemeral } from "./look-at-services.js";
import { noted } from "./leftovers.js";
import type { RunContext } from "./run-context.js";

const mostPorts = 4;

export type Inside = {
  /** The sensor's image, which has the relay. */
  readonly relayImage: string;
  readonly signal: AbortSignal;
};

/**
 * Exercises what a service serves to its own container alone, on 127.0.0.1 or ::1: a relay in the container's network makes it reachable for the
 * time that takes. Trials don't ask for it, since nobody outside of the container can. Gives what answered, as `127.0.0.1:7071 /healthz, /`.
 */
export async function exerciseInside(
  { engine, workspace, runId, stack }: RunContext,
  service: PlannedService,
  container: ContainerState,
  { relayImage, signal }: Inside,
): Promise<string | undefined> {
  const [host] = container.addresses;
  const listeners = (await listenersIn({ container })) ?? [];
  const isOpen = (port: number): boolean => listeners.some((other) => other.port === port && other.reach !== "loopback");
  const own = listeners.filter(({ reach, port }) => reach === "loopback" && port < firstEphemeral && !isOpen(port)).slice(0, mostPorts);
  if (host === undefined || own.length === 0) return undefined;
  const name = `stack-slim-${runId}-relay-${container.id.slice(0, 12)}`;
  await using _ = await noted(workspace.journal, [{ kind: "container", name }]);
  try {
    const labels = { "stack-slim.run": runId, "stack-slim.role": "sensor" };
    const targets = own.map(({ address, port }) => `${address}/${String(port)}`);
    const relayed = await engine.startRelay({ name, image: relayImage, labels, container: container.id, targets });
    const address = (port: number): Address | undefined => {
      const at = own.flatMap((listener) => (listener.port === port ? (relayed.get(`${listener.address}/${String(port)}`) ?? []) : []))[0];
      return at === undefined ? undefined : { host, port: at };
    };
    await using asker = httpAsker(address, signal);
    const ports = own.map(({ port }) => port);
    const discovered = await discoverHttp(ports, asker.ask, { signal });
    const probes = betterProbe({ source: "none", name: "", why: "", probes: [] }, discovered)?.probes ?? [];
    const endpoints: Endpoints = { address: (_service, port) => address(port), all: () => [] };
    for (const probe of probes)
      await runProbe(drivers, probe, { ...still, service: service.name, endpoints, signal, cwd: stack.source.projectDirectory });
    const told = discovered.flatMap((one) =>
      one.speaks === "something else" ? [] : [{ port: one.port, paths: pathsOf(one.port, probes) }],
    );
    return told.length === 0 ? undefined : told.map(({ port, paths }) => `127.0.0.1:${String(port)} ${paths}`).join(", ");
  } finally {
    await engine.removeContainer(name);
  }
}

const still = {
  exec: () => Promise.reject(new Error("no program is run in a container that is profiled")),
  log: () => undefined,
};

const pathsOf = (port: number, probes: readonly Probe[]): string =>
  probes.flatMap((probe) => (probe.kind === "http" && probe.port === port ? probe.steps.map(({ url }) => url) : [])).join(" ");
