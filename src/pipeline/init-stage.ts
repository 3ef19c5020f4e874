import { randomBytes } from "node:crypto";
import type { CloneVolumes, Config } from "../model/config.js";
import type { Emit } from "../model/events.js";
import type { Compose, Engine } from "../model/ports.js";
import type { ConfigProposal, ServiceLook } from "../model/proposal.js";
import type { StackSource } from "../model/stack.js";
import { proposeConfig } from "../plan/propose-config.js";
import type { TrialObservations } from "../trial/index.js";
import type { Workspace } from "../workspace/index.js";
import { bootStack } from "./boot.js";
import { clonedVolumes } from "./cloned-volumes.js";
import { removeLeftovers } from "./leftovers.js";
import { lookAtServices } from "./look-at-services.js";
import { planStage, type Planned, type PlanPorts } from "./plan-stage.js";
import { withProbeWrites } from "./probe-writes.js";
import { provideImages } from "./provide-images.js";
import type { RunContext } from "./run-context.js";

export type InitInput = {
  readonly source: StackSource;
  readonly config: Config;
  /** The compose files as the new file should name them; absent: it needn't. */
  readonly compose?: readonly string[];
};

/** What a look at the running stack needs beside planning. */
export type LookPorts = {
  readonly engine: Engine;
  readonly compose: Compose;
  readonly workspace: Workspace;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly readyWithinMs: number;
  /** As in RunOptions. */
  readonly probeWrites?: boolean | undefined;
  readonly cloneVolumes?: CloneVolumes;
  readonly mostCopyBytes: number;
};

/** A first stack-slim.yml from the plan alone. */
export async function proposeFromPlan({ source, config, compose }: InitInput, ports: PlanPorts): Promise<ConfigProposal> {
  const { stack, publicPlan } = await planStage({ source, config }, ports);
  return proposeConfig({ stack, plan: publicPlan, ...(compose === undefined ? {} : { compose }) });
}

/** The same after one isolated boot of the originals, looked at while it runs; nothing of it is left. */
export async function proposeFromBoot({ source, config, compose: files }: InitInput, ports: LookPorts): Promise<ConfigProposal> {
  const { engine, compose, workspace, emit, signal, readyWithinMs, mostCopyBytes } = ports;
  const warn = (detail: string): void => emit({ type: "warning", stage: "profile", detail });
  for (const { kind, name } of await removeLeftovers(engine, workspace.journal))
    warn(`removed the ${kind} ${name}, left by a run that was killed`);
  emit({ type: "stage", stage: "plan", status: "start" });
  const first = await planStage({ source, config }, { engine, compose });
  const brought = await provideImages({ ...first, compose, emit, signal });
  const planned = withProbeWrites(brought ? await planStage({ source, config }, { engine, compose }) : first, ports.probeWrites);
  emit({ type: "stage", stage: "plan", status: "done" });
  const options = { maxBoots: 1, weigh: "bytes", readyWithinMs, fresh: true, denyDockerSocket: false, mostCopyBytes } as const;
  const runId = randomBytes(4).toString("hex");
  const context: RunContext = {
    ...{ engine, compose, workspace, emit, signal, config, options, runId, warn },
    ...planned,
    clones: await clonedVolumes(ports.cloneVolumes, planned.stack, { engine, warn }),
    startedAt: performance.now(),
    engineInfo: await engine.info(),
  };
  emit({ type: "stage", stage: "profile", status: "start" });
  const looks = await bootAndLook(context, planned);
  emit({ type: "stage", stage: "profile", status: "done" });
  return proposeConfig({ stack: planned.stack, plan: planned.publicPlan, looks, ...(files === undefined ? {} : { compose: files }) });
}

async function bootAndLook(context: RunContext, { plan }: Planned): Promise<readonly ServiceLook[]> {
  let looks: readonly ServiceLook[] = [];
  const seen = await bootStack(context, {
    number: 1,
    stage: "profile",
    phase: "trial",
    images: {},
    checks: [],
    tries: { kind: "condemn", failures: () => 1 },
    onRunning: async ({ states }) => {
      context.emit({ type: "note", stage: "profile", detail: "asking every service what it serves" });
      looks = await lookAtServices(plan.services, states(), context.engine, context.signal);
    },
  });
  return seen.services.map((observed) => {
    const look = looks.find(({ service }) => service === observed.service);
    const trouble = troubleOf(observed);
    const none = { service: observed.service, ports: [], ownPorts: [], answers: [] };
    return { ...(look ?? none), ...(trouble === undefined ? {} : { trouble }) };
  });
}

function troubleOf({ containers, probeError, startError }: TrialObservations["services"][number]): string | undefined {
  const [first] = containers;
  if (first === undefined) return startError === undefined ? "it has no container" : "it was never started";
  // A log may hold what doesn't belong into a file that is passed on.
  if (probeError !== undefined) return probeError.split("\n")[0]?.replace(/ \(its log: .*$/, "");
  if (containers.every(({ status }) => status === "exited" || status === "dead"))
    return `it ended with exit code ${String(first.exitCode)}`;
  return undefined;
}
