import { randomBytes } from "node:crypto";
import type { Attendant } from "./model/continue-after.js";
import type { CloneVolumes, Config } from "./model/config.js";
import { StackSlimError } from "./model/errors.js";
import type { Emit, Stage } from "./model/events.js";
import type { Compose, Engine } from "./model/ports.js";
import type { Report } from "./model/report.js";
import type { StackSource } from "./model/stack.js";
import { bakeContexts, noDockerfile } from "./pipeline/bake-contexts.js";
import { clonedVolumes } from "./pipeline/cloned-volumes.js";
import { confineStage } from "./pipeline/confine-stage.js";
import { withSeccomp } from "./pipeline/emit-seccomp.js";
import { emitStage, type EmitRequest } from "./pipeline/emit-stage.js";
import { configSchema, configSchemaName } from "./pipeline/config-schema.js";
import { removeLeftovers } from "./pipeline/leftovers.js";
import { provenFile, provenImages, provenText } from "./pipeline/proven-images.js";
import { provideImages } from "./pipeline/provide-images.js";
import { checksWithProbeWrites, withProbeWrites } from "./pipeline/probe-writes.js";
import { profileStage } from "./pipeline/profile-stage.js";
import { planStage } from "./pipeline/plan-stage.js";
import type { RunContext, RunOptions } from "./pipeline/run-context.js";
import { LayerSpool } from "./pipeline/layer-spool.js";
import { slimmableImages } from "./pipeline/slim-groups.js";
import { slimStage } from "./pipeline/slim-stage.js";
import { trialsStage } from "./pipeline/trials-stage.js";
import { withProfile } from "./pipeline/with-profile.js";
import { writeReport } from "./pipeline/write-report.js";
import { withMasked } from "./stack/secret-values.js";
import type { Workspace } from "./workspace/index.js";

export type ApplyInput = {
  readonly source: StackSource;
  readonly config: Config;
  readonly options: RunOptions & EmitRequest & { readonly cloneVolumes?: CloneVolumes };
};

export type ApplyPorts = {
  readonly engine: Engine;
  readonly compose: Compose;
  /** Open for the whole run; its lock keeps a second run out. */
  readonly workspace: Workspace;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** Who is asked and told while the originals are shown; absent: nobody. */
  readonly attendant?: Attendant;
};

/**
 * The whole of `apply`: compose.yml ─load─▶ stack ─plan─▶ plan ─profile─▶ traces ─slim─▶ slim images ─search⇄trial⇄repair─▶ outcome ─emit─▶
 * compose.slim.yml + report. Stages whose inputs did not change are found in the workspace. Whatever a stage makes in the engine beside slim
 * images is gone when this settles, aborted or not. @throws StackSlimError as its stages do, after the report where only emitting failed; an abort rejects with the signal's reason.
 */
export async function apply({ source, config: written, options }: ApplyInput, ports: ApplyPorts): Promise<Report> {
  const { engine, compose, workspace, signal } = ports;
  const config = checksWithProbeWrites(written, options.probeWrites);
  let secrets: readonly string[] = [];
  const emit: Emit = (event) => ports.emit(withMasked(event, secrets));
  const startedAt = performance.now();
  const stages = stageClock(emit, signal);
  const warnings: string[] = [];
  const warn = (said: string): void => {
    const detail = withMasked(said, secrets);
    if (warnings.includes(detail)) return;
    warnings.push(detail);
    emit({ type: "warning", stage: stages.current(), detail });
  };
  for (const { kind, name } of await removeLeftovers(engine, workspace.journal))
    warn(`removed the ${kind} ${name}, left by a run that was killed`);

  const made = await stages.run("plan", async () => {
    const plan = async (): ReturnType<typeof planStage> =>
      withProbeWrites(await planStage({ source, config }, { engine, compose }), options.probeWrites);
    const first = await plan();
    const brought = await provideImages({ ...first, compose, emit, signal });
    // Ports and probes are found in the images too: with more of them there, the plan is another.
    return brought ? plan() : first;
  });
  secrets = made.secrets;
  await workspace.writeText("plan.json", `${JSON.stringify(made.publicPlan, null, 2)}\n`);
  await workspace.writeText(configSchemaName, configSchema());
  const engineInfo = await engine.info();
  const runId = randomBytes(4).toString("hex");
  const clones = await clonedVolumes(options.cloneVolumes, made.stack, { engine, warn });
  const planned: RunContext = { ...ports, emit, ...made, config, clones, options, engineInfo, runId, startedAt, warn };

  await using spool = new LayerSpool({ engine, workspace, signal, images: slimmableImages(planned) });
  const { profile } = await stages.run("profile", () => profileStage(planned, () => spool.prefetch()));
  const context = await withProfile(planned, profile);
  const slimmer = await stages.run("slim", () => slimStage(context, profile, spool));
  const { result, confined } = await stages.run("trials", async () => {
    const found = await trialsStage(context, profile, slimmer);
    return { result: found, confined: await confineStage(context, profile, slimmer, found) };
  });
  const failures: StackSlimError[] = [];
  const { emissions, images } = await stages.run("emit", async () => {
    const proven = provenImages(context, result.outcome, slimmer.images());
    await workspace.writeText(provenFile, provenText(proven));
    const note = (detail: string): void => emit({ type: "note", stage: "emit", detail });
    const emitted = await emitStage({ ...context, note, dockerfilesFollow: true }, proven, options, (error) => void failures.push(error));
    return { ...emitted, emissions: await withSeccomp(emitted.emissions, confined.verified) };
  });
  const report = await writeReport(context, { profile, slimmer, result, emissions, seconds: stages.seconds(), warnings });
  if (emissions.some(({ kind }) => kind === "bake")) {
    const { contexts } = await bakeContexts(workspace.directory, Object.keys(images));
    if (Object.keys(contexts).length === 0) failures.push(noDockerfile(Object.keys(images)));
  }
  const [failure] = failures;
  if (failure !== undefined) throw stillThere(failure, report.emitted);
  return report;
}

/** The run took minutes and its result stands: what could not be done with it is done by another command. */
const stillThere = ({ message, code, exitCode, hint = "", cause }: StackSlimError, emitted: readonly string[]): StackSlimError => {
  const local = code.startsWith("push.") ? ", with the images of this engine" : "";
  const written = emitted.length === 0 ? "" : ` Written${local}: ${emitted.join(", ")}.`;
  return new StackSlimError(`${message}. Nothing is lost: the report and the slim images are there.${written}`, {
    code,
    exitCode,
    hint: `${hint} Then \`stack-slim emit\` with the same --emit and --push: it boots nothing.`.trim(),
    cause,
  });
};

type StageClock = {
  readonly run: <T>(stage: Stage, work: () => Promise<T>) => Promise<T>;
  readonly current: () => Stage;
  readonly seconds: () => Readonly<Record<string, number>>;
};

function stageClock(emit: Emit, signal: AbortSignal): StageClock {
  const seconds: Record<string, number> = {};
  let current: Stage = "load";
  return {
    current: () => current,
    seconds: () => seconds,
    run: async (stage, work) => {
      signal.throwIfAborted();
      current = stage;
      emit({ type: "stage", stage, status: "start" });
      const since = performance.now();
      try {
        const value = await work();
        seconds[stage] = (performance.now() - since) / 1000;
        emit({ type: "stage", stage, status: "done", seconds: seconds[stage] });
        return value;
      } catch (error) {
        emit({ type: "stage", stage, status: "failed" });
        throw error;
      }
    },
  };
}
