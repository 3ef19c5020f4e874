import { printable, printableLine } from "../model/printable.js";
import type { Repair, Report } from "../model/report.js";
import { culprit, serviceRow, trialRow, type CheckRow, type Culprit, type ServiceRow, type TrialRow } from "./content-rows.js";
import { arrow, bytesText, nextStep, plural, savedPercent, secondsText, stackLine } from "./wording.js";

/** What every format for people shows, worded once; a format only lays it out. All text is printable, names are one line, only evidence may have lines. */
export type Content = {
  readonly project: string;
  readonly outcome: { readonly label: string; readonly why: string };
  readonly services: readonly ServiceRow[];
  readonly checks: readonly CheckRow[];
  /** What exercised each service, the first few of many. */
  readonly exercised: readonly { readonly service: string; readonly text: string }[];
  readonly culprits: readonly Culprit[];
  readonly repairs: readonly { readonly service: string; readonly text: string; readonly paths: readonly string[] }[];
  /** Lines of a stack-slim.yml that make the next profile start with the repairs; empty: there is nothing to write. */
  readonly suggested: readonly string[];
  readonly trials: readonly TrialRow[];
  /** Label and text, in the order to show them. */
  readonly stack: readonly (readonly [string, string])[];
  readonly warnings: readonly string[];
  /** The whole stack in one line. */
  readonly line: string;
  readonly next: string;
};

/** The same shape with every text printable, keys too: names, logs and evidence come from containers and files of others. */
export const printableDeep = <T>(value: T): T => {
  if (typeof value === "string") return printable(value) as T;
  if (Array.isArray(value)) return value.map((part: unknown) => printableDeep(part)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]: [string, unknown]) => [printable(key), printableDeep(part)])) as T;
};

const stackLines = ({ outcome, layers, services, emitted, files }: Report): Content["stack"] => {
  const slim = services.filter(({ variant }) => variant === "slim").length;
  const unknown = services.filter(
    (row) => row.originalBytes === undefined || (row.variant === "slim" && row.slimBytes === undefined),
  ).length;
  const leftOut = unknown === 0 ? "" : `, ${plural(unknown, "service")} of unknown size left out`;
  const stages = Object.entries(outcome.seconds).map(([stage, seconds]) => `${stage} ${secondsText(seconds)}`);
  return [
    [
      "Size",
      `${arrow(bytesText(outcome.originalBytes), bytesText(outcome.finalBytes))} (${savedPercent(outcome.originalBytes, outcome.finalBytes)} % saved${leftOut})`,
    ],
    ["Layers", layersText(layers)],
    ["Services", `${slim} of ${services.length} slim`],
    ["Boots", `${outcome.boots}`],
    ["Time", stages.length === 0 ? "–" : stages.join(", ")],
    ["Memory", `${bytesText(outcome.peakRssBytes)} at most`],
    ["Read", files.map(printableLine).join(", ")],
    ["Written", emitted.length === 0 ? "nothing" : emitted.map(printableLine).join(", ")],
  ];
};

/** The size above counts files; here are the layers that bring them, which images share. */
const layersText = ({ original, final }: Report["layers"]): string => {
  const change = (figure: keyof Report["layers"]["final"]): string => arrow(bytesText(original[figure]), bytesText(final[figure]));
  const [disk, push] = [change("diskBytes"), change("pushBytes")];
  return `${change("sumBytes")} image by image; shared ones once: ${disk} on disk${disk === push ? " and" : `, ${push}`} to push, uncompressed`;
};

const flakes = ({ trials }: Report): readonly string[] =>
  trials.flatMap(({ boot, checks }) =>
    checks.flatMap(({ name, flake }) =>
      flake === undefined ? [] : [`check ${name} failed once in boot ${boot} and passed when run again: ${flake}`],
    ),
  );

const flakyChecks = ({ checks }: Report): readonly string[] =>
  checks.flatMap(({ name, flaky }) =>
    flaky === undefined ? [] : [`check ${name} is flaky: it failed ${flaky.failures} of ${plural(flaky.runs, "run")} over all boots`],
  );

const repairText = ({ rung, files, bytesAdded, why, boot }: Repair): string => {
  const bytes = `${bytesAdded < 0 ? "-" : "+"}${bytesText(Math.abs(bytesAdded))}`;
  return printableLine(`${rung}: ${plural(files, "file")}, ${bytes}, after boot ${boot} (${why})`);
};

const MOST_WAYS = 3;

const exercisedText = (ways: readonly string[]): string => {
  if (ways.length === 0) return "nothing but its boot";
  const more = ways.length > MOST_WAYS ? `; and ${ways.length - MOST_WAYS} more` : "";
  return printableLine(`${ways.slice(0, MOST_WAYS).join("; ")}${more}`);
};

/** JSON strings are YAML too, whatever a path holds. */
const suggestedLines = (services: Report["services"]): readonly string[] => {
  const lines = services.flatMap(({ name, suggest: { policy, keep = [] } = {} }) =>
    policy === undefined && keep.length === 0
      ? []
      : [
          `  ${/^[\w-]+$/.test(name) ? name : JSON.stringify(name)}:`,
          ...(policy === undefined ? [] : [`    policy: ${policy}`]),
          ...(keep.length === 0 ? [] : ["    keep:", ...keep.map((path) => `      - ${JSON.stringify(path)}`)]),
        ],
  );
  return lines.length === 0 ? [] : ["services:", ...lines];
};

/** The content of a report. Pure. */
export const contentOf = (raw: Report): Content => {
  const report = printableDeep(raw);
  return {
    project: printableLine(report.project),
    outcome: { label: report.outcome.label, why: printableLine(report.outcome.why) },
    services: report.services.map(serviceRow),
    checks: report.checks.map((check) => ({ ...check, name: printableLine(check.name), error: check.error ?? "" })),
    exercised: report.services.map(({ name, exercisedBy }) => ({ service: printableLine(name), text: exercisedText(exercisedBy) })),
    culprits: report.services.filter(({ evidence }) => evidence.length > 0).map(culprit),
    repairs: report.services.flatMap((service) =>
      service.repairs.map((repair) => ({
        service: printableLine(service.name),
        text: repairText(repair),
        paths: repair.paths.map(printableLine),
      })),
    ),
    suggested: suggestedLines(report.services),
    trials: report.trials.map(trialRow),
    stack: stackLines(report),
    // What the plan warns of, a boot may warn of again.
    warnings: [
      ...new Set(
        [
          ...report.warnings,
          ...flakes(report),
          ...flakyChecks(report),
          ...report.services.flatMap(({ name, warnings }) => warnings.map((text) => `${name}: ${text}`)),
        ].map(printableLine),
      ),
    ],
    line: printableLine(stackLine(report)),
    next: printableLine(nextStep(report)),
  };
};
