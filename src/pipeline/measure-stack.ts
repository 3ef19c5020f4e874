import { randomBytes } from "node:crypto";
import type { Config } from "../model/config.js";
import type { Emit } from "../model/events.js";
import type { ImageInfo } from "../model/image.js";
import type { MeasuredService, Measurement } from "../model/measurement.js";
import type { Compose, Engine } from "../model/ports.js";
import type { Report } from "../model/report.js";
import type { StackSource, Variant } from "../model/stack.js";
import { withMasked } from "../stack/secret-values.js";
import type { Workspace } from "../workspace/index.js";
import { clonedVolumes } from "./cloned-volumes.js";
import { mostCopyBytes } from "./copy-bind.js";
import { removeLeftovers } from "./leftovers.js";
import { measureBoot, type BootFigures } from "./measure-boot.js";
import { imageFigures, packedSizes } from "./measure-images.js";
import { findLoad } from "./measure-load.js";
import { measurable, serviceFigures, stackFigures } from "./measure-summary.js";
import { planStage } from "./plan-stage.js";
import { imageOf, type RunContext } from "./run-context.js";
import { slimResult, withoutService } from "./slim-result.js";

export type MeasureInput = {
  readonly source: StackSource;
  readonly config: Config;
  /** Of the last apply: its combination and slim images are measured. */
  readonly report: Report;
  readonly options: {
    readonly rounds: number;
    /** `checks`, or a service or an image that makes the load. */
    readonly load: string;
    readonly loadSeconds?: number;
    readonly readyWithinMs: number;
    /** Whether the layers are compressed to know the bytes to pull. */
    readonly pull: boolean;
  };
};

export type MeasurePorts = {
  readonly engine: Engine;
  readonly compose: Compose;
  readonly workspace: Workspace;
  readonly emit: Emit;
  readonly signal: AbortSignal;
};

/**
 * Boots the original and the slim stack of the last apply in turns, alone, under the same load, and takes what they use. Which goes first changes with
 * every round, so that neither profits from what the other left in caches. Leaves nothing in the engine, aborted or not; measure.json in the workspace.
 * @throws StackSlimError exit 2 when there is no slim result for this stack, or no such load.
 */
export async function measureStack({ source, config, report, options }: MeasureInput, ports: MeasurePorts): Promise<Measurement> {
  const { engine, compose, workspace, signal } = ports;
  const warnings: string[] = [];
  let secrets: readonly string[] = [];
  const emit: Emit = (event) => ports.emit(withMasked(event, secrets));
  const warn = (detail: string): void => {
    const masked = withMasked(detail, secrets);
    if (warnings.includes(masked)) return;
    warnings.push(masked);
    emit({ type: "warning", stage: "measure", detail: masked });
  };
  for (const { kind, name } of await removeLeftovers(engine, workspace.journal))
    emit({ type: "warning", stage: "measure", detail: `removed the ${kind} ${name}, left by a run that was killed` });
  emit({ type: "stage", stage: "measure", status: "start" });
  const since = performance.now();
  const whole = await planStage({ source, config }, { engine, compose });
  secrets = whole.secrets;
  const load = await findLoad(
    { name: options.load, ...(options.loadSeconds === undefined ? {} : { seconds: options.loadSeconds }) },
    { stack: whole.stack, engine, checks: config.checks.map(({ name }) => name) },
  );
  const planned = load.kind === "service" ? withoutService(whole, load.name) : whole;
  const slim = await slimResult(report, planned, engine);
  const engineInfo = await engine.info();
  const context: RunContext = {
    ...{ ...ports, emit, warn, ...planned, config, engineInfo },
    runId: randomBytes(4).toString("hex"),
    startedAt: performance.now(),
    clones: await clonedVolumes(config.cloneVolumes, planned.stack, { engine, warn }),
    options: {
      ...{ maxBoots: 2 * options.rounds, weigh: "bytes", readyWithinMs: options.readyWithinMs, fresh: true, denyDockerSocket: false },
      mostCopyBytes: config.mostCopyBytes ?? mostCopyBytes,
    },
  };
  const images = imagesOf(context, slim);
  const packed = options.pull ? await packedSizes(context, [...images.original.values(), ...images.slim.values()]) : undefined;
  const boots: BootFigures[] = [];
  for (const [index, variant] of orderOf(options.rounds).entries()) {
    signal.throwIfAborted();
    const round = Math.floor(index / 2) + 1;
    emit({ type: "progress", stage: "measure", boots: { now: index + 1, most: 2 * options.rounds } });
    emit({ type: "note", stage: "measure", detail: `round ${String(round)} of ${String(options.rounds)}: the ${variant} stack` });
    const refs = variant === "slim" ? Object.fromEntries([...slim].map(([service, { ref }]) => [service, ref])) : {};
    const boot = await measureBoot(context, { number: index + 1, variant, images: refs, load, whole: whole.stack });
    for (const trouble of boot.troubles) warn(`round ${String(round)}, ${variant} stack: ${trouble}`);
    boots.push(boot);
  }
  const of = (variant: Variant): readonly BootFigures[] => boots.filter((boot) => boot.variant === variant);
  const services = planned.plan.services.map(({ name, image }): MeasuredService => {
    const slimImage = slim.get(name)?.ref;
    const [one, other] = [images.original.get(name), images.slim.get(name)];
    return {
      ...{ name, image, variant: slimImage === undefined ? "original" : "slim", ...(slimImage === undefined ? {} : { slimImage }) },
      original: { ...serviceFigures(of("original"), name), ...(one === undefined ? {} : imageFigures([one], packed)) },
      slim: { ...serviceFigures(of("slim"), name), ...(other === undefined ? {} : imageFigures([other], packed)) },
    };
  });
  const summed = measurable(boots);
  const problem = boots.find(({ openFilesProblem }) => openFilesProblem !== undefined)?.openFilesProblem;
  const { version, storageDriver, cpus, memoryBytes } = engineInfo;
  const measurement: Measurement = {
    ...{ version: 1, project: whole.stack.model.name, files: source.files, rounds: options.rounds, load },
    engine: { version, storageDriver, cpus, memoryBytes },
    services,
    stack: {
      original: { ...stackFigures(of("original"), summed), ...imageFigures([...images.original.values()], packed) },
      slim: { ...stackFigures(of("slim"), summed), ...imageFigures([...images.slim.values()], packed) },
    },
    notAvailable: [
      ...(problem === undefined ? [] : [{ figure: "openFiles", why: problem }]),
      ...(options.pull ? [] : [{ figure: "pullBytes", why: "--no-pull leaves it out" }]),
    ],
    warnings,
  };
  const masked = withMasked(measurement, secrets);
  await workspace.writeText("measure.json", `${JSON.stringify(masked, null, 2)}\n`);
  emit({ type: "stage", stage: "measure", status: "done", seconds: (performance.now() - since) / 1000 });
  return masked;
}

/** original slim, slim original, original slim, … */
export const orderOf = (rounds: number): readonly Variant[] =>
  Array.from({ length: rounds }, (_, round): readonly Variant[] => (round % 2 === 0 ? ["original", "slim"] : ["slim", "original"])).flat();

type Images = Readonly<Record<Variant, ReadonlyMap<string, ImageInfo>>>;

function imagesOf(context: Pick<RunContext, "stack" | "images">, slim: ReadonlyMap<string, ImageInfo>): Images {
  const names = context.stack.services.map(({ name }) => name);
  const original = new Map(names.map((name) => [name, imageOf(context, name)]));
  return { original, slim: new Map(names.map((name) => [name, slim.get(name) ?? imageOf(context, name)])) };
}
