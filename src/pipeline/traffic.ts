import { dirname } from "node:path";
import type { Config } from "../model/config.js";
import type { PlannedService } from "../model/plan.js";
import type { ContainerState, Engine } from "../model/ports.js";
import type { Edge, Stack } from "../model/stack.js";
import {
  checkAllowing,
  checkKey,
  drivers,
  endpointsOf,
  explainNotReady,
  explainNotUp,
  probeKey,
  probesAllowing,
  runCheck,
  untilReady,
  type Address,
  type BrokenParts,
  type CheckContext,
  type Endpoints,
  type NotReadyTools,
} from "../probe/index.js";
import type { RunningStack, Traffic } from "../trial/index.js";
import { StackSlimError } from "../model/errors.js";
import { sparingBroken, type OnBroken } from "./sparing-broken.js";
import { runCheckContainer } from "./check-container.js";
import { lifecycleOf } from "./lifecycle.js";
import { ownAddress } from "./own-address.js";
import { firstPublished } from "./published.js";

const faults: ReadonlySet<string> = new Set(["engine.lost", "engine.silent", "engine.disk-full"]);
const checkLogBytes = 1024 * 1024;
const symptomLogBytes = 16 * 1024;

export type TrafficOptions = {
  readonly engine: Engine;
  readonly config: Config;
  readonly stack: Stack;
  readonly plan: { readonly edges: readonly Edge[] };
  /** Value of the label `stack-slim.run`. */
  readonly runId: string;
  readonly readyWithinMs: number;
  /** For a service that lives in another one's network: whose container publishes its ports. */
  readonly portOwners: Readonly<Record<string, string>>;
  /** What no probe or check is held to. */
  readonly broken?: BrokenParts;
  /** Where the original runs: what it answers badly is taken note of, and what is left tried again without it. */
  readonly onBroken?: OnBroken;
};

/** `endpoints`: where the host reaches the stack now. */
export type BootTraffic = Traffic & { readonly endpoints: (running: RunningStack) => Endpoints };

/** The probes and checks of this stack, for trials. */
export function createTraffic({
  engine,
  config,
  stack,
  plan,
  runId,
  readyWithinMs,
  portOwners,
  broken,
  onBroken,
}: TrafficOptions): BootTraffic {
  const sparing = sparingBroken(broken, onBroken);
  const cwd = config.file === undefined ? stack.source.projectDirectory : dirname(config.file);
  const published = firstPublished(stack);
  // Containers may be restarted under a check, and get other host ports: the endpoints are read anew at every use.
  const endpoints = (running: RunningStack, own?: PlannedService): Endpoints => {
    const now = (): Endpoints => endpointsOf(running.states(), published === undefined ? {} : { firstPublished: published });
    return {
      address: (service, port, protocol) =>
        now().address(portOwners[service] ?? service, port, protocol) ??
        (service === own?.name && protocol !== "udp" && own.ports.includes(port) ? unpublished(running, service, port) : undefined),
      all: () => now().all(),
      ...(published === undefined ? {} : { firstPublished: published }),
    };
  };
  // What was found while this very boot is profiled is published in the next ones only.
  const unpublished = (running: RunningStack, service: string, port: number): Address | undefined => {
    const container = running.states().find((state) => state.service === service && state.status === "running");
    return running.phase !== "profile" || container === undefined ? undefined : ownAddress(container, port);
  };
  const firstContainer = (running: RunningStack, service: string): ContainerState => {
    const containers = running.states().filter((state) => state.service === service);
    const container = containers.find(({ status }) => status === "running") ?? containers[0];
    if (container === undefined) throw new Error(`${service} has no container`);
    return container;
  };
  /** A check whose engine is gone is no check that failed. */
  let fault: StackSlimError | undefined;
  const noticed = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      if (error instanceof StackSlimError && faults.has(error.code)) fault ??= error;
      throw error;
    }
  };
  const symptoms = ({ name }: PlannedService, running: RunningStack): NotReadyTools => ({
    service: name,
    states: running.states(),
    edges: plan.edges,
    log: (id) => engine.logs(id, { maxBytes: symptomLogBytes }),
    // Under the sensor, what is run in a container would count as the service's own.
    ...(running.phase === "profile" ? {} : { exec: (id, command, timeoutMs) => engine.exec(id, command, { timeoutMs }) }),
  });
  return {
    endpoints,
    probe: async (service, running, isOver, signal) => {
      const context = {
        service: service.name,
        endpoints: endpoints(running, service),
        exec: (command: readonly string[], timeoutMs: number) =>
          engine.exec(firstContainer(running, service.name).id, command, { timeoutMs }),
        lifecycle: lifecycleOf(engine, () => firstContainer(running, service.name), signal),
        signal,
        cwd,
        log: () => undefined,
      };
      const within = { deadlineMs: readyWithinMs, isAlive: () => !isOver() };
      const readiness = await sparing(probeKey(service.name), (parts) =>
        untilReady(drivers, probesAllowing(service.probe.probes, parts), context, within),
      );
      signal.throwIfAborted();
      if (readiness.ok) return undefined;
      const { error, lacks } = await explainNotReady(readiness, symptoms(service, running));
      // How a container ended is judged by its exit code and its log; only what it lacked is more than those say.
      return readiness.stopped === "ended" && !lacks ? undefined : error;
    },
    whyNotUp: (service, running) => explainNotUp(symptoms(service, running)),
    check: async (check, running, signal) => {
      const context: CheckContext = {
        endpoints: endpoints(running),
        signal,
        cwd,
        project: running.run.project,
        composeFile: running.run.file,
        phase: running.phase,
        runContainer: (container, environment, aborted) =>
          noticed(runCheckContainer(container, environment, aborted, { engine, stack, project: running.run.project, runId, cwd })),
        logs: async (service, sinceMs) => {
          const containers = running.states().filter((state) => state.service === service);
          const logs = await noticed(Promise.all(containers.map(({ id }) => engine.logs(id, { maxBytes: checkLogBytes, sinceMs }))));
          return logs.join("\n");
        },
      };
      const verdict = await sparing(checkKey(check.name), (parts) => runCheck(checkAllowing(check, parts), context));
      if (fault !== undefined) throw fault;
      return verdict;
    },
  };
}
