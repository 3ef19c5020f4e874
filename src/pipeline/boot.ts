import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Check } from "../model/config.js";
import type { ComposeModel } from "../model/compose-model.js";
import type { Stage } from "../model/events.js";
import { StackSlimError } from "../model/errors.js";
import { udpPorts } from "../model/udp-ports.js";
import type { BindCopy } from "../stack/isolate-options.js";
import { escapeDollars } from "../stack/escape-dollars.js";
import { isolate } from "../stack/isolate.js";
import { engineFault, runTrial, type RunningStack, type TrialObservations } from "../trial/index.js";
import { sourceKind } from "../stack/source-kind.js";
import { noted } from "./leftovers.js";
import type { RunContext } from "./run-context.js";
import { createTraffic } from "./traffic.js";

export type Boot = {
  /** 1 for the first boot of the run; part of the project's name. */
  readonly number: number;
  readonly stage: Stage;
  readonly phase: RunningStack["phase"];
  /** Image of each service; one that isn't named runs its original. */
  readonly images: Readonly<Record<string, string>>;
  readonly checks: readonly Check[];
  /** How long one service may take to get ready, ms; at most what the user allows, which is the default. */
  readonly readyWithinMs?: number;
  /** Puts the isolated stack under the sensor. */
  readonly instrument?: (model: ComposeModel) => ComposeModel;
  /** Called once, while everything runs, after the checks. */
  readonly onRunning?: (stack: RunningStack) => void;
};

/**
 * Boots the stack once in a project of its own, and leaves nothing of it behind.
 * @throws StackSlimError `boot.engine` exit 3 when this machine, not an image, is why a service could not be started.
 */
export async function bootStack(context: RunContext, boot: Boot): Promise<TrialObservations> {
  const { stack, plan, workspace, engine, compose, emit, signal, options } = context;
  const project = `stack-slim-${context.runId}-${String(boot.number)}`;
  const scratch = await workspace.scratch(`boot-${String(boot.number)}`);
  const probePorts = Object.fromEntries(plan.services.map(({ name, ports }) => [name, ports]));
  const udpProbePorts = Object.fromEntries(plan.services.map(({ name, probe }) => [name, udpPorts(probe.probes)]));
  const isolated = isolate(stack, {
    project,
    run: context.runId,
    images: boot.images,
    probePorts,
    udpProbePorts,
    scratchDir: join(scratch, "binds"),
    sourceKind,
    denyDockerSocket: options.denyDockerSocket,
  });
  for (const warning of isolated.warnings) context.warn(warning);
  for (const copy of isolated.copies) await copyBind(copy);
  const file = join(scratch, "compose.json");
  const model = boot.instrument?.(isolated.model) ?? isolated.model;
  await writeFile(file, JSON.stringify(escapeDollars(model), null, 2));
  const refused = new Set(isolated.refused.map(({ service }) => service));
  const services = plan.services.filter(({ name }) => !refused.has(name));
  const readyWithinMs = boot.readyWithinMs ?? options.readyWithinMs;
  const traffic = createTraffic({ ...context, readyWithinMs, portOwners: isolated.portOwners });
  const run = { project, file, projectDirectory: stack.source.projectDirectory };
  await using _note = await noted(workspace.journal, [{ kind: "project", name: project }]);
  const tools = { engine, compose, traffic, emit, signal };
  const { stage, phase, checks, onRunning } = boot;
  const seen = await runTrial(
    {
      run,
      stage,
      phase,
      services,
      checks,
      restart: servicesWithData(context, refused),
      readyWithinMs,
      ...(onRunning === undefined ? {} : { onRunning }),
    },
    tools,
  );
  const fault = engineFault(seen.services);
  if (fault !== undefined) throw refusedByEngine(fault);
  return seen;
}

const refusedByEngine = (fault: string): StackSlimError =>
  new StackSlimError(`The engine could not boot the stack, which says nothing of its images: ${fault}`, {
    code: "boot.engine",
    exitCode: 3,
    hint: "Mend that and run the same command again: it goes on with this boot.",
  });

/** Services that keep something over a restart: a volume of their own or of their image. A second start on it runs other code than the first. */
function servicesWithData({ stack, images }: RunContext, refused: ReadonlySet<string>): readonly string[] {
  return stack.services
    .filter(({ name }) => !refused.has(name))
    .filter(
      ({ image, spec }) =>
        (images.get(image)?.config.volumes.length ?? 0) > 0 || (spec.volumes ?? []).some(({ type }) => type === "volume"),
    )
    .map(({ name }) => name);
}

async function copyBind({ source, to, absent, service }: BindCopy): Promise<void> {
  try {
    if (absent === true) await mkdir(to, { recursive: true });
    else {
      await mkdir(dirname(to), { recursive: true });
      await cp(source, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true, errorOnExist: false });
    }
  } catch (cause) {
    throw new StackSlimError(
      `The folder ${source}, which ${service} may write to, can't be copied for a trial: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        code: "boot.bind-copy",
        exitCode: 3,
        hint: `Make room or mend its permissions, or mount it read-only in a second compose file for the run.`,
        cause,
      },
    );
  }
}
