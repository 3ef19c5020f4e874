import type { Emission } from "../model/emit-kind.js";
import type { Plan, PlannedService } from "../model/plan.js";
import type { Repair, Report, ReportCheck, ReportService, Suggestion } from "../model/report.js";
import type { SlimImage } from "../model/slim-image.js";
import type { Edge } from "../model/stack.js";
import type { CheckTries, Evidence, Outcome, Trial } from "../model/trial.js";
import { type EngineImage, stackLayers } from "./layer-figures.js";
import { exercisedBy, type CheckReach, type Exercised } from "./exercised-by.js";
import { differencesOf } from "./differences.js";
import { plural } from "./wording.js";
import { aloneCell, checkCell, checkIn, judgingTrials, originalCheck, serviceCell, serviceIn, type JudgingTrials } from "./cells.js";

export type ReportInput = {
  readonly plan: Plan;
  /** Paths of the files that were written; empty when none was. */
  readonly emitted: readonly string[];
  readonly emissions?: readonly Emission[];
  readonly outcome: Outcome;
  readonly slimImages: readonly SlimImage[];
  /** By service, as the engine has them. */
  readonly originals?: Readonly<Record<string, EngineImage>>;
  /** In the order they ran, the profile first. */
  readonly trials: readonly Trial[];
  /** By service, in the order they were made. */
  readonly repairs: Readonly<Record<string, readonly Repair[]>>;
  /** By service that was repaired: what its slim image has beside what the profile asked for. */
  readonly suggestions?: Readonly<Record<string, Suggestion>>;
  /** Seconds of each stage. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly peakRssBytes: number;
  /** Edges seen while profiling, added to the plan's. */
  readonly observedEdges?: readonly Edge[];
  /** By service, how many files it was seen opening or running while it was profiled. */
  readonly usedFiles?: Readonly<Record<string, number>>;
  /** By service, what of it answered inside its own container while it was profiled. */
  readonly inside?: Readonly<Record<string, string>>;
  readonly warnings?: readonly string[];
  /** What the stack was given while it was profiled, beside checks, and which services that talks to itself. */
  readonly shown?: readonly { readonly mode: string; readonly services: readonly string[] }[];
  /** By service, how many recorded sessions its slim image is made from too. */
  readonly recorded?: Readonly<Record<string, number>>;
  /** By check, the services it talks to itself: see talkedTo. */
  readonly checkServices?: Readonly<Record<string, readonly string[]>>;
};

const evidenceOf = (trials: readonly Trial[], service: string): readonly Evidence[] => {
  const all = trials.flatMap((trial) => {
    const verdict = serviceIn(trial, service);
    return verdict === undefined || verdict.pass ? [] : verdict.evidence;
  });
  return [...new Map(all.map((evidence) => [JSON.stringify(evidence), evidence])).values()];
};

const whyOf = (
  planned: PlannedService,
  image: SlimImage | undefined,
  isSlim: boolean,
  final: Trial | undefined,
  evidence: readonly Evidence[],
): string => {
  if (isSlim) return final?.pass === true ? "its slim image passed the final trial" : "chosen, but the final trial did not pass";
  if (planned.variant === "original") return planned.why;
  if (image === undefined) return "no slim image of it was made";
  const [first] = evidence;
  return first === undefined ? "no combination with its slim image passed" : `its slim image failed: ${first.detail.split("\n")[0] ?? ""}`;
};

/** What the plan's own warnings can't say yet: how much rests on the boot alone. */
const bootAlone = (
  { probe }: PlannedService,
  image: SlimImage | undefined,
  exercised: Exercised | undefined,
  used: number | undefined,
): readonly string[] => {
  if (image === undefined || exercised === undefined || exercised.whileProfiled) return [];
  const [first] = probe.probes;
  const tried = first?.kind === "tcp" ? `only a connection to port ${String(first.port)} was tried, and` : "it has no probe, and";
  const also = exercised.by.length === 0 ? "no check reached it" : "no training check reached it";
  const files = plural(image.slimFiles, "file");
  const which =
    used === undefined ? `all its ${files}` : `the ${plural(used, "file")} it was seen using, and so the choice of its ${files},`;
  return [`nothing exercised it while it was profiled: ${tried} ${also}; ${which} come from its boot alone`];
};

const serviceRow = (
  input: ReportInput,
  judging: JudgingTrials,
  exercised: ReadonlyMap<string, Exercised>,
  planned: PlannedService,
): ReportService => {
  const { name } = planned;
  const image = input.slimImages.find(({ service }) => service === name);
  const variant = input.outcome.combination[name] ?? "original";
  const evidence = evidenceOf(input.trials, name);
  // The slim image's own count of the original is measured as the slim size is; the engine's differs by files that later layers hide.
  const originalBytes = image?.originalBytes ?? planned.bytes;
  const suggestion = input.suggestions?.[name];
  const original = judging.originals.findLast((trial) => serviceIn(trial, name) !== undefined);
  return {
    name,
    image: planned.image,
    ...(originalBytes === undefined ? {} : { originalBytes }),
    ...(image === undefined
      ? {}
      : { slimImage: image.ref, slimBytes: image.slimBytes, originalFiles: image.originalFiles, slimFiles: image.slimFiles }),
    variant,
    planned: planned.variant,
    why: whyOf(planned, image, variant === "slim", judging.final, evidence),
    probe: planned.probe.name,
    probeWhy: planned.probe.why,
    exercisedBy: exercised.get(name)?.by ?? [],
    alone: aloneCell(input.trials, name),
    allSlim: serviceCell(judging.allSlim, name),
    final: serviceCell(judging.final, name),
    restarts: serviceIn(judging.final, name)?.restarts ?? 0,
    originalRestarts: serviceIn(original, name)?.restarts ?? 0,
    evidence,
    repairs: input.repairs[name] ?? [],
    ...(suggestion === undefined || variant === "original" ? {} : { suggest: suggestion }),
    warnings: [
      ...(planned.bytesUnknown === undefined || image !== undefined ? [] : [`size unknown: ${planned.bytesUnknown}`]),
      ...(image?.warnings ?? []),
      ...bootAlone(planned, image, exercised.get(name), input.usedFiles?.[name]),
    ],
  };
};

/** Over all boots that ran a check: undefined unless it failed and passed on one of them, or on originals alone. */
const flakinessOf = (trials: readonly Trial[], name: string): CheckTries | undefined => {
  const verdicts = trials.map((trial) => ({ trial, verdict: checkIn(trial, name) }));
  const seen = verdicts.flatMap(({ trial, verdict }) => (verdict === undefined ? [] : [{ trial, verdict }]));
  const tries = seen.map(({ verdict }) => verdict.tries ?? { runs: 1, failures: verdict.pass ? 0 : 1 });
  const mixed = tries.some(({ runs, failures }) => failures > 0 && failures < runs);
  const byChance = seen.some(({ trial }) => trial.inconclusive === true && checkIn(trial, name)?.pass === false);
  if (!mixed && !byChance) return undefined;
  return tries.reduce((sum, { runs, failures }) => ({ runs: sum.runs + runs, failures: sum.failures + failures }));
};

const checkRow = (trials: readonly Trial[], judging: JudgingTrials, { name, use }: Plan["checks"][number]): ReportCheck => {
  const flaky = flakinessOf(trials, name);
  const original = originalCheck(judging.originals, name);
  const differences = differencesOf(trials, judging, name);
  const error = [checkIn(judging.final, name), checkIn(judging.allSlim, name), original]
    .map((verdict) => verdict?.error)
    .find((text) => text !== undefined);
  return {
    name,
    use,
    original: original === undefined ? "not-tried" : original.pass ? "pass" : "fail",
    allSlim: checkCell(judging.allSlim, name),
    final: checkCell(judging.final, name),
    ...(error === undefined ? {} : { error }),
    ...(flaky === undefined ? {} : { flaky }),
    ...(differences.length === 0 ? {} : { differences }),
  };
};

/** What of them a reader needs is in the checks' differences. */
const withoutExchanges = (trial: Trial): Trial => ({ ...trial, checks: trial.checks.map(({ exchanges: _, ...verdict }) => verdict) });

const sum = (values: readonly (number | undefined)[]): number => values.reduce<number>((total, value) => total + (value ?? 0), 0);

/** A service with an unknown size is left out of every total: a total that holds it on one side only would lie about what is saved. */
const totals = (services: readonly ReportService[]): Pick<Report["outcome"], "originalBytes" | "slimBytes" | "finalBytes"> => {
  const known = services.filter((row) => row.originalBytes !== undefined && (row.variant === "original" || row.slimBytes !== undefined));
  return {
    originalBytes: sum(known.map((row) => row.originalBytes)),
    slimBytes: sum(known.map((row) => row.slimBytes)),
    finalBytes: sum(known.map((row) => (row.variant === "slim" ? row.slimBytes : row.originalBytes))),
  };
};

/** The report of a run from what its stages gave. Pure. Bytes and files are those of the images, per service: an image that two services run counts twice. */
export const buildReport = (input: ReportInput): Report => {
  const { plan, outcome, trials } = input;
  const judging = judgingTrials(
    trials,
    outcome,
    input.slimImages.map(({ service }) => service),
  );
  const edges = [...plan.edges, ...(input.observedEdges ?? [])];
  const checks = plan.checks.map(({ name, use }): CheckReach => ({ name, use, services: input.checkServices?.[name] ?? [] }));
  const shown = (input.shown ?? []).map(({ mode, services }): CheckReach => ({ name: mode, use: "training", services, shown: true }));
  const recorded = input.recorded ?? {};
  const exercised = exercisedBy({
    services: plan.services,
    edges,
    checks: [...checks, ...shown],
    inside: input.inside ?? {},
    recorded,
  });
  const services = plan.services.map((planned) => serviceRow(input, judging, exercised, planned));
  return {
    version: 1,
    project: plan.project,
    files: plan.files,
    emitted: input.emitted,
    ...(input.emissions === undefined ? {} : { emissions: input.emissions }),
    outcome: {
      label: outcome.label,
      why: outcome.why,
      boots: new Set(trials.map(({ boot }) => boot)).size,
      seconds: input.seconds,
      ...totals(services),
      peakRssBytes: input.peakRssBytes,
    },
    layers: stackLayers({
      combination: Object.fromEntries(plan.services.map(({ name }) => [name, outcome.combination[name] ?? "original"])),
      slimImages: input.slimImages,
      originals: input.originals ?? {},
    }),
    services,
    checks: plan.checks.map((check) => checkRow(trials, judging, check)),
    edges,
    trials: trials.map(withoutExchanges),
    warnings: [...plan.warnings, ...(input.warnings ?? [])],
  };
};
