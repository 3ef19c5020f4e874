import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Check } from "../model/config.js";
import type { ComposeModel } from "../model/compose-model.js";
import type { Stage } from "../model/events.js";
import { StackSlimError } from "../model/errors.js";
import type { IsolatedStack } from "../stack/isolate-options.js";
import { udpPorts } from "../model/udp-ports.js";
import { escapeDollars } from "../stack/escape-dollars.js";
import { isolate } from "../stack/isolate.js";
import {
  engineFault,
  openTrial,
  type LiveTrial,
  type RunningStack,
  type TrialInput,
  type TrialObservations,
  type Tries,
} from "../trial/index.js";
import { ownVolumes, withTenants } from "../stack/swap-parts.js";
import { withMasked } from "../stack/secret-values.js";
import { realPath, sourceKind } from "../stack/source-kind.js";
import { imageHealth } from "./image-health.js";
import { copyBind } from "./copy-bind.js";
import { noted } from "./leftovers.js";
import type { RunContext } from "./run-context.js";
import { type BootTraffic, createTraffic } from "./traffic.js";

export type Boot = {
  /** 1 for the first boot of the run; part of the project's name. */
  readonly number: number;
  readonly stage: Stage;
  readonly phase: RunningStack["phase"];
  /** Image of each service; one that isn't named runs its original. */
  readonly images: Readonly<Record<string, string>>;
  readonly checks: readonly Check[];
  readonly tries: Tries;
  /** How long one service may take to get ready, ms; at most what the user allows, which is the default. */
  readonly readyWithinMs?: number;
  /** Puts the isolated stack under the sensor. */
  readonly instrument?: (model: ComposeModel) => ComposeModel;
  /** Called once, while everything runs, between the probes and the checks. */
  readonly onReady?: (stack: RunningStack, traffic: BootTraffic) => unknown;
  /** Called once, while everything runs, after the checks. */
  readonly onRunning?: (stack: RunningStack, traffic: BootTraffic) => unknown;
};

/** A booted stack that still runs: what was seen of it, and a way to give services of it other images. */
export type LiveBoot = Pick<LiveTrial, "seen" | "end" | "close"> & {
  readonly swap: (swap: BootSwap) => Promise<Omit<TrialObservations, "seconds">>;
};

export type BootSwap = {
  /** Services that get new containers; who lives in a namespace of theirs comes along. */
  readonly services: readonly string[];
  /** As in Boot: of every service, swapped or not. */
  readonly images: Readonly<Record<string, string>>;
  readonly checks: readonly Check[];
  readonly instrument?: (model: ComposeModel) => ComposeModel;
};

/** Boots the stack once in a project of its own, and leaves nothing of it behind. @throws as openBoot. */
export async function bootStack(context: RunContext, boot: Boot): Promise<TrialObservations> {
  const live = await openBoot(context, boot);
  const teardown = await live.close();
  return { ...live.seen, seconds: { ...live.seen.seconds, teardown } };
}

/**
 * Boots the stack in a project of its own that runs until it is closed; what it is made of is noted until then.
 * @throws StackSlimError `boot.engine` exit 3 when this machine, not an image, is why a service could not be started; nothing runs then.
 */
export async function openBoot(context: RunContext, boot: Boot): Promise<LiveBoot> {
  const { stack, plan, workspace, engine, compose, emit, signal, options } = context;
  const project = `stack-slim-${context.runId}-${String(boot.number)}`;
  const scratch = await workspace.scratch(`boot-${String(boot.number)}`);
  const isolated = (images: Boot["images"]): IsolatedStack =>
    isolate(stack, {
      project,
      run: context.runId,
      images,
      probePorts: Object.fromEntries(plan.services.map(({ name, ports }) => [name, ports])),
      udpProbePorts: Object.fromEntries(plan.services.map(({ name, probe }) => [name, udpPorts(probe.probes)])),
      scratchDir: join(scratch, "binds"),
      sourceKind,
      realPath,
      imageHealth: imageHealth(context),
      denyDockerSocket: options.denyDockerSocket,
    });
  const file = join(scratch, "compose.json");
  const write = async ({ model }: IsolatedStack, instrument: Boot["instrument"]): Promise<void> => {
    await writeFile(file, JSON.stringify(escapeDollars(instrument?.(model) ?? model), null, 2), { mode: 0o600 });
  };
  const first = isolated(boot.images);
  for (const warning of first.warnings) context.warn(warning);
  for (const copy of first.copies) await copyBind(copy);
  await write(first, boot.instrument);
  const refused = new Set(first.refused.map(({ service }) => service));
  const readyWithinMs = boot.readyWithinMs ?? options.readyWithinMs;
  const traffic = createTraffic({ ...context, readyWithinMs, portOwners: first.portOwners });
  const { stage, phase, checks, tries, onReady, onRunning } = boot;
  const input: TrialInput = {
    run: { project, file, projectDirectory: stack.source.projectDirectory, envFiles: stack.source.envFiles },
    services: plan.services.filter(({ name }) => !refused.has(name)),
    restart: servicesWithData(context, refused),
    ...{ stage, phase, checks, readyWithinMs, tries },
    ...(onReady === undefined ? {} : { onReady: (running) => onReady(running, traffic) }),
    ...(onRunning === undefined ? {} : { onRunning: (running) => onRunning(running, traffic) }),
  };
  const note = await noted(workspace.journal, [{ kind: "project", name: project }]);
  let trial: LiveTrial;
  try {
    trial = await openTrial(input, { engine, compose, traffic, emit, signal });
  } catch (error) {
    await note[Symbol.asyncDispose]();
    throw error;
  }
  let closing: Promise<number> | undefined;
  const close = (): Promise<number> =>
    (closing ??= (async () => {
      const seconds = await trial.close();
      await note[Symbol.asyncDispose]();
      return seconds;
    })());
  const fault = engineFault(trial.seen.services);
  if (fault !== undefined) {
    await close();
    throw refusedByEngine(fault);
  }
  return {
    // Logs and answers of services may tell their passwords.
    seen: withMasked(trial.seen, context.secrets),
    end: trial.end,
    close,
    swap: async (swap) => {
      const next = isolated(swap.images);
      await write(next, swap.instrument);
      const services = withTenants(swap.services, next.model).filter((name) => !refused.has(name));
      const between = async (): Promise<void> => {
        for (const volume of ownVolumes(services, next.model)) await engine.removeVolume(volume);
      };
      const seen = await trial.swap({ services, between, checks: swap.checks });
      const refusal = engineFault(seen.services);
      if (refusal !== undefined) throw refusedByEngine(refusal);
      return withMasked(seen, context.secrets);
    },
  };
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
