import { setMaxListeners } from "node:events";
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
import { needSameImages } from "./changed-images.js";
import { guardDisk } from "./disk-guard.js";
import { fillVolumes } from "./fill-volumes.js";
import { noted } from "./leftovers.js";
import { limitWarnings } from "./limit-warnings.js";
import type { RunContext } from "./run-context.js";
import type { OnBroken } from "./sparing-broken.js";
import { type BootTraffic, createTraffic } from "./traffic.js";

/** Real stacks take longer to get ready anyway. */
const leastWatchedMs = 5_000;

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
  /** Take each service's time to get ready, and restart none. */
  readonly timed?: boolean;
  /** Takes what probes and checks that find their own requests were answered badly, as their key and paths: on the original, where that counts for nothing. */
  readonly onBroken?: OnBroken;
  /** As in TrialInput. */
  readonly onProbed?: TrialInput["onProbed"];
  /** Called once when everything was probed, before the checks. */
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
  const { stack, plan, workspace, engine, compose, emit, options } = context;
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
      memoryBytes: context.engineInfo.memoryBytes,
      cloned: new Set(context.clones.map(({ key }) => key)),
    });
  const file = join(scratch, "compose.json");
  const write = async ({ model }: IsolatedStack, instrument: Boot["instrument"]): Promise<void> => {
    await writeFile(file, JSON.stringify(escapeDollars(instrument?.(model) ?? model), null, 2), { mode: 0o600 });
  };
  const first = isolated(boot.images);
  for (const warning of first.warnings) context.warn(warning);
  for (const copy of first.copies) await copyBind(copy, options.mostCopyBytes);
  await write(first, boot.instrument);
  const refused = new Set(first.refused.map(({ service }) => service));
  const readyWithinMs = boot.readyWithinMs ?? options.readyWithinMs;
  const onBroken = boot.onBroken === undefined ? {} : { onBroken: boot.onBroken };
  const traffic = createTraffic({ ...context, readyWithinMs, portOwners: first.portOwners, ...onBroken });
  const { stage, phase, checks, tries, timed = false, onProbed, onReady, onRunning } = boot;
  const input: TrialInput = {
    run: { project, file, projectDirectory: stack.source.projectDirectory, envFiles: stack.source.envFiles },
    services: plan.services.filter(({ name }) => !refused.has(name)),
    restart: timed ? [] : servicesWithData(context, refused),
    watchedMs: context.config.watchMs ?? leastWatchedMs,
    ...{ stage, phase, checks, readyWithinMs, tries, timed },
    ...(onProbed === undefined ? {} : { onProbed }),
    ...(onReady === undefined ? {} : { onReady: (running) => onReady(running, traffic) }),
    ...(onRunning === undefined ? {} : { onRunning: (running) => onRunning(running, traffic) }),
  };
  const note = await noted(workspace.journal, [{ kind: "project", name: project }]);
  /** What could not be removed, since the engine went away, stays noted for the next run. */
  const forgetIfGone = (): Promise<void> =>
    engine.removeProject(project, { unsettled: false }).then(
      () => note[Symbol.asyncDispose](),
      () => undefined,
    );
  const guard = await guardDisk({ engine, project, folder: context.engineInfo.dataFolder });
  const signal = AbortSignal.any([context.signal, guard.signal]);
  setMaxListeners(0, signal);
  // Who was interrupted says only that.
  const whyEnded = (error: unknown): unknown => (guard.signal.aborted && !context.signal.aborted ? guard.signal.reason : error);
  let trial: LiveTrial;
  try {
    await fillVolumes(context, project, first.volumeClones);
    trial = await openTrial(input, { engine, compose, traffic, emit, signal });
  } catch (error) {
    guard[Symbol.dispose]();
    await forgetIfGone();
    throw whyEnded(error);
  }
  let closing: Promise<number> | undefined;
  const close = (): Promise<number> =>
    (closing ??= (async () => {
      guard[Symbol.dispose]();
      const seconds = await trial.close();
      await note[Symbol.asyncDispose]();
      return seconds;
    })());
  for (const warning of limitWarnings(trial.seen)) context.warn(warning);
  try {
    const fault = engineFault(trial.seen.services);
    if (fault !== undefined) throw refusedByEngine(fault);
    needSameImages(context, trial.seen, boot.images);
  } catch (error) {
    await close();
    throw error;
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
        const emptied = ownVolumes(services, next.model);
        for (const volume of emptied) await engine.removeVolume(volume);
        await fillVolumes(
          context,
          project,
          next.volumeClones.filter(({ to }) => emptied.includes(to)),
        );
      };
      const seen = await trial.swap({ services, between, checks: swap.checks }).catch((error: unknown) => {
        throw whyEnded(error);
      });
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
