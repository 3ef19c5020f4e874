import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { ContinueAfter } from "../model/continue-after.js";
import { withMasked } from "../stack/secret-values.js";
import type { ApplyPorts } from "../pipeline.js";
import { clonedVolumes } from "./cloned-volumes.js";
import { removeLeftovers } from "./leftovers.js";
import { planStage } from "./plan-stage.js";
import { checksWithProbeWrites, withProbeWrites } from "./probe-writes.js";
import { provideImages } from "./provide-images.js";
import { recordStage } from "./record-stage.js";
import type { RunContext } from "./run-context.js";
import { type MergedHead, Recording, recordingName, sectionsOf, writeMerged } from "./trace-files.js";
import type { CloneVolumes, Config } from "../model/config.js";
import type { StackSource } from "../model/stack.js";

export type RecordInput = {
  readonly source: StackSource;
  readonly config: Config;
  readonly modes: readonly ContinueAfter[];
  readonly readyWithinMs: number;
  readonly denyDockerSocket: boolean;
  readonly probeWrites?: boolean;
  readonly cloneVolumes?: CloneVolumes;
  /** As in RunOptions. */
  readonly mostCopyBytes: number;
  /** The trace file it goes into; absent: that of the workspace. */
  readonly into?: string;
  /** Forget what the file held. */
  readonly replace: boolean;
};

/** `file`: where it lies. `others`: services of which the file also holds other images. */
export type RecordResult = {
  readonly file: string;
  readonly services: readonly MergedHead[];
  readonly others: readonly string[];
  readonly failed: readonly string[];
};

/** Records one boot of the originals and merges it into a trace file. Nothing of it is left in the engine. @throws StackSlimError as its parts do. */
export async function record(input: RecordInput, ports: ApplyPorts): Promise<RecordResult> {
  const { source, modes, into, replace, readyWithinMs, denyDockerSocket, probeWrites, mostCopyBytes } = input;
  const config = checksWithProbeWrites(input.config, probeWrites);
  const { engine, compose, workspace, signal } = ports;
  const file = into ?? join(workspace.directory, recordingName);
  // What is wrong with the file is said before the boot, not after it.
  const earlier = replace ? undefined : await Recording.open(file);
  let secrets: readonly string[] = [];
  const emit: ApplyPorts["emit"] = (event) => ports.emit(withMasked(event, secrets));
  const warn = (detail: string): void => emit({ type: "warning", stage: "profile", detail });
  for (const { kind, name } of await removeLeftovers(engine, workspace.journal))
    warn(`removed the ${kind} ${name}, left by a run that was killed`);
  emit({ type: "stage", stage: "plan", status: "start" });
  const plan = async (): ReturnType<typeof planStage> =>
    withProbeWrites(await planStage({ source, config }, { engine, compose }), probeWrites);
  const first = await plan();
  const planned = (await provideImages({ ...first, compose, emit, signal })) ? await plan() : first;
  secrets = planned.secrets;
  emit({ type: "stage", stage: "plan", status: "done" });
  const options = { maxBoots: 1, weigh: "bytes", readyWithinMs, fresh: true, denyDockerSocket, mostCopyBytes } as const;
  const context: RunContext = {
    ...ports,
    ...planned,
    ...{ emit, warn, config, options },
    runId: randomBytes(4).toString("hex"),
    startedAt: performance.now(),
    clones: await clonedVolumes(input.cloneVolumes, planned.stack, { engine, warn }),
    engineInfo: await engine.info(),
  };
  emit({ type: "stage", stage: "profile", status: "start" });
  const { sections, failed } = await recordStage(context, modes);
  emit({ type: "stage", stage: "profile", status: "done" });
  const added = (async function* () {
    yield* await Promise.resolve(sections);
  })();
  const merged = await writeMerged(
    [...(earlier === undefined || earlier.heads().length === 0 ? [none()] : [sectionsOf(file)]), added],
    file,
  );
  const services = merged.filter(({ head }) =>
    sections.some((one) => one.head.service === head.service && one.head.imageId === head.imageId),
  );
  const others = merged.filter((one) => !services.includes(one)).map(({ head }) => head.service);
  return { file, services, others: [...new Set(others)].filter((name) => services.some(({ head }) => head.service === name)), failed };
}

async function* none(): AsyncGenerator<never> {
  yield* await Promise.resolve([]);
}
