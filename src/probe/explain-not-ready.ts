import type { ContainerState, ExecResult } from "../model/ports.js";
import type { Edge } from "../model/stack.js";
import { listenersIn } from "./look-inside.js";
import type { Peer } from "./peer-in-log.js";
import type { Readiness } from "./ready.js";
import { whyNotReady, type Why } from "./why-not-ready.js";

export type NotReadyTools = {
  readonly service: string;
  /** Of every container of the stack. */
  readonly states: readonly ContainerState[];
  /** Who needs whom. */
  readonly edges: readonly Edge[];
  /** The end of a container's log. */
  readonly log: (containerId: string) => Promise<string>;
  /** As for LookInside: left out while the service is profiled. */
  readonly exec?: (containerId: string, command: readonly string[], timeoutMs: number) => Promise<ExecResult>;
};

/** What was tried and the last answer, then why, as far as the container, its network, its log and its peers show it. Never rejects. */
export async function explainNotReady(
  { probe, error }: Extract<Readiness, { ok: false }>,
  tools: NotReadyTools,
): Promise<{ readonly error: string; readonly lacks: boolean; readonly log: readonly string[] }> {
  const why = await whyOf(tools, "port" in probe ? probe.port : undefined);
  return { error: withCause(error, why), lacks: why.lacks, log: why.log };
}

/**
 * Why a service isn't even up, where something that it lacks is why; undefined: its exit code and its log say as much, or it ended well. Never
 * rejects.
 */
export async function explainNotUp(tools: NotReadyTools): Promise<string | undefined> {
  const own = tools.states.filter(({ service }) => service === tools.service);
  if (own.every(({ status, exitCode }) => status === "exited" && exitCode === 0)) return undefined;
  const { cause, lacks } = await whyOf(tools, undefined);
  return lacks ? cause : undefined;
}

async function whyOf(tools: NotReadyTools, port: number | undefined): Promise<Why> {
  const own = tools.states.filter(({ service }) => service === tools.service);
  const running = own.find(({ status }) => status === "running");
  const container = running ?? own[0];
  const log = container === undefined ? "" : await tools.log(container.id).catch(() => "");
  return whyNotReady({
    ...(port === undefined || running === undefined ? {} : { port, ...(await listenersOf(running, tools)) }),
    ...(running !== undefined || container === undefined || container.status === "restarting" ? {} : { ended: container }),
    restarts: container?.restarts ?? 0,
    ...(running === undefined || running.startedAt === 0 ? {} : { upMs: Math.max(0, Date.now() - running.startedAt) }),
    log,
    peers: peersOf(tools),
    services: [...new Set(tools.states.map(({ service }) => service))],
  });
}

const withCause = (error: string, { cause }: Why): string =>
  cause === undefined ? error : error.includes("\n") ? `${error}\n${cause}` : `${error}; ${cause}`;

async function listenersOf(
  container: ContainerState,
  { exec }: NotReadyTools,
): Promise<{ readonly listeners?: Awaited<ReturnType<typeof listenersIn>> & object }> {
  const run = exec === undefined ? {} : { exec: (command: readonly string[], ms: number) => exec(container.id, command, ms) };
  const listeners = await listenersIn({ container, ...run });
  return listeners === undefined ? {} : { listeners };
}

/** The services it needs, each with what is wrong with it. One that did its work and ended is well. */
function peersOf({ service, states, edges }: NotReadyTools): readonly Peer[] {
  const needed = [...new Set(edges.filter(({ from }) => from === service).map(({ to }) => to))];
  return needed.map((name): Peer => {
    const containers = states.filter((state) => state.service === name);
    const trouble = troubleOf(containers);
    return {
      service: name,
      names: [name, ...containers.flatMap(({ addresses }) => addresses)],
      ports: edges.flatMap(({ from, to, port }) => (from === service && to === name && port !== undefined ? [port] : [])),
      ...(trouble === undefined ? {} : { trouble }),
    };
  });
}

function troubleOf(containers: readonly ContainerState[]): string | undefined {
  const [first] = containers;
  if (first === undefined) return "has no container";
  if (containers.some(({ status, health }) => status === "running" && health !== "unhealthy" && health !== "starting")) return undefined;
  if (first.status === "restarting") return "is in a restart loop";
  if (first.status === "running") return first.health === "starting" ? "isn't healthy yet" : "is unhealthy";
  if (first.status === "created") return "was never started";
  return first.exitCode === 0 ? undefined : `has ended with exit code ${String(first.exitCode)}`;
}
