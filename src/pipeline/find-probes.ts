import { dirname } from "node:path";
import type { Probe } from "../model/config.js";
import type { ContainerState } from "../model/ports.js";
import type { PlannedService } from "../model/plan.js";
import { describeProbes } from "../plan/describe-probe.js";
import type { FoundProbe } from "../plan/with-found-probes.js";
import { boundedSignal, drivers, endpointsOf, listenersIn, poll, runProbe, type Endpoints } from "../probe/index.js";
import type { RunningStack } from "../trial/index.js";
import { lookAt } from "./look-at-services.js";
import { exerciseInside } from "./look-inside.js";
import { ownAddress } from "./own-address.js";
import type { RunContext } from "./run-context.js";

/** What looking at all services may take, ms; who isn't reached by then keeps the planned probe. */
const longestLookMs = 120_000;
const together = 3;

/** What listens within this time, ms, is seen by the first look; every boot is watched about that long in any case. */
const startMs = 5_000;

/** What looking at the services came to, by service. */
export type Looked = {
  /** What it is exercised by from then on. */
  readonly found: Readonly<Record<string, FoundProbe>>;
  /** What of it answered that only its own container reaches: see exerciseInside. */
  readonly inside: Readonly<Record<string, string>>;
};

export type Looking = {
  readonly known: Looked;
  /** A second look, at those alone of which no port was known: who took long to start listens by now. */
  readonly again: boolean;
  readonly relayImage: string;
};

/**
 * Looks at what every service of the profiled stack serves and exercises it by that at once; gives what is known by then. A probe of the user's is
 * their word; one of the catalogue's is only added to. Kept is what passed: what fails on the original says nothing of a slim image, and single
 * failures of a crawl are allowed from then on. No program is run in a container, since it would count as the service's.
 */
export async function findProbes(context: RunContext, stack: RunningStack, { known, again, relayImage }: Looking): Promise<Looked> {
  const { plan, emit, signal } = context;
  const services = plan.services.filter(
    ({ name, probe }) => !(name in known.found) && !(name in known.inside) && (again ? probe.source === "none" : probe.source !== "config"),
  );
  if (services.length === 0) return known;
  emit({ type: "note", stage: "profile", detail: "asking services what they serve" });
  const found: Record<string, FoundProbe> = { ...known.found };
  const inside: Record<string, string> = { ...known.inside };
  using bound = boundedSignal(signal, longestLookMs);
  using starting = boundedSignal(bound.signal, again ? 0 : startMs);
  const queue = services.values();
  const work = async (): Promise<void> => {
    for (const service of queue) {
      if (bound.signal.aborted) return;
      if (service.probe.source === "none") await untilListening(service.name, stack, starting.signal);
      const probe = await findOne(context, stack, service, bound.signal);
      if (probe !== undefined) found[service.name] = probe;
      const container = runningOf(service.name, stack);
      const own = container && (await exerciseInside(context, service, container, { relayImage, signal: bound.signal }));
      if (own !== undefined) inside[service.name] = own;
    }
  };
  await Promise.all(Array.from({ length: together }, work));
  signal.throwIfAborted();
  return { found, inside };
}

/** Whose start nobody waited for may not listen yet. */
async function untilListening(service: string, stack: RunningStack, signal: AbortSignal): Promise<void> {
  const isListening = async (): Promise<boolean> => {
    const container = runningOf(service, stack);
    const listeners = container === undefined ? undefined : await listenersIn({ container });
    return listeners === undefined || listeners.length > 0;
  };
  await poll(isListening, (is) => is, { signal, firstWaitMs: 100, maxWaitMs: 500 });
}

const runningOf = (service: string, { states }: RunningStack): ContainerState | undefined =>
  states().find((state) => state.service === service && state.status === "running");

async function findOne(
  context: RunContext,
  stack: RunningStack,
  service: PlannedService,
  signal: AbortSignal,
): Promise<FoundProbe | undefined> {
  const container = runningOf(service.name, stack);
  if (container === undefined) return undefined;
  const look = await lookAt(service, container, { signal, besides: true });
  if (look.probe === undefined) return undefined;
  const planned = service.probe.probes;
  const stays = look.probe.probes.filter((probe) => planned.includes(probe));
  const added: Probe[] = [];
  for (const probe of look.probe.probes)
    if (!planned.includes(probe) && !signal.aborted)
      added.push(...(await tried(asTold(probe, context), context, stack, service.name, signal)));
  if (added.length === 0) return undefined;
  const name = [...(stays.length === 0 ? [] : [service.probe.name]), describeProbes(added)].join(" + ");
  context.emit({
    type: "service",
    stage: "profile",
    service: service.name,
    status: "done",
    detail: `exercised by what it serves (${name})`,
  });
  return {
    probe: { source: "seen", name, why: `${look.probe.why} (seen while it was profiled)`, probes: [...stays, ...added] },
    ports: added.flatMap((probe) => ("port" in probe ? [probe.port] : [])),
  };
}

/** Operations that change something are left out of an API nobody spoke of, unless the user said otherwise. */
const asTold = (probe: Probe, { options }: RunContext): Probe =>
  probe.kind === "openapi" && options.probeWrites === true ? { ...probe, writes: true } : probe;

/** The probe as it may be held against a slim image: none when the original fails it. */
async function tried(
  probe: Probe,
  { config, stack: { source } }: RunContext,
  stack: RunningStack,
  service: string,
  signal: AbortSignal,
): Promise<readonly Probe[]> {
  const result = await runProbe(drivers, probe, {
    service,
    endpoints: whileProfiled(stack),
    exec: () => Promise.reject(new Error("no program is run in a container that is profiled")),
    signal,
    cwd: config.file === undefined ? source.projectDirectory : dirname(config.file),
    log: () => undefined,
  });
  if (result.ok) return [probe];
  return "allow" in probe && result.failed !== undefined ? [{ ...probe, allow: [...probe.allow, ...result.failed] }] : [];
}

/** Ports that were found are published in no boot before the next: until then they are asked at the containers' own addresses. */
function whileProfiled(stack: RunningStack): Endpoints {
  return {
    address: (service, port) => {
      const container = runningOf(service, stack);
      return container === undefined ? undefined : ownAddress(container, port);
    },
    all: () => endpointsOf(stack.states()).all(),
  };
}
