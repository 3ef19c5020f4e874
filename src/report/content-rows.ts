import { printableLine } from "../model/printable.js";
import type { CellVerdict, ReportCheck, ReportService } from "../model/report.js";
import type { Trial } from "../model/trial.js";
import { arrow, bytesText, countText, savedPercent, secondsText } from "./wording.js";

export type ServiceRow = Pick<ReportService, "name" | "image" | "variant" | "why" | "probe" | "alone" | "allSlim" | "final"> & {
  readonly size: string;
  readonly saved: string;
  /** What is left of the original's bytes in the end, 0 to 1; absent: unknown. */
  readonly left?: number;
  readonly files: string;
  readonly restarts: string;
};
export type CheckRow = Pick<ReportCheck, "name" | "use" | "original" | "allSlim" | "final" | "flaky"> & { readonly error: string };
export type Culprit = {
  readonly service: string;
  readonly variant: string;
  readonly evidence: readonly { readonly kind: string; readonly lines: readonly string[] }[];
};
export type TrialRow = {
  readonly boot: string;
  readonly purpose: string;
  readonly slim: string;
  readonly verdict: CellVerdict;
  readonly failed: string;
  readonly checks: string;
  readonly time: string;
  readonly why: string;
};

export const serviceRow = (service: ReportService): ServiceRow => {
  const { originalBytes, slimBytes, originalFiles, slimFiles } = service;
  const isCounted = service.variant === "slim" && originalBytes !== undefined && slimBytes !== undefined;
  return {
    name: printableLine(service.name),
    image: printableLine(service.image),
    variant: service.variant,
    why: printableLine(service.why),
    probe: printableLine(service.probe),
    alone: service.alone,
    allSlim: service.allSlim,
    final: service.final,
    size: slimBytes === undefined ? bytesText(originalBytes) : arrow(bytesText(originalBytes), bytesText(slimBytes)),
    ...(isCounted ? { left: slimBytes / Math.max(1, originalBytes) } : originalBytes === undefined ? {} : { left: 1 }),
    saved: isCounted ? `${savedPercent(originalBytes, slimBytes)} %` : "–",
    files: originalFiles === undefined || slimFiles === undefined ? "–" : arrow(countText(originalFiles), countText(slimFiles)),
    restarts:
      service.restarts === service.originalRestarts ? String(service.restarts) : `${service.restarts} (was ${service.originalRestarts})`,
  };
};

const MOST_LINES = 12;
const MOST_PATHS = 8;

/** The last lines of a long text: in a log the cause stands at the end. */
const lastLines = (text: string): readonly string[] => {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.length <= MOST_LINES ? lines : [`(${lines.length - MOST_LINES} lines before)`, ...lines.slice(-MOST_LINES)];
};

const pathList = (paths: readonly string[]): string => {
  const more = paths.length > MOST_PATHS ? `, and ${paths.length - MOST_PATHS} more` : "";
  return `missing: ${paths.slice(0, MOST_PATHS).map(printableLine).join(", ")}${more}`;
};

export const culprit = (service: ReportService): Culprit => ({
  service: printableLine(service.name),
  variant: service.variant,
  evidence: service.evidence.map(({ kind, detail, paths = [] }) => ({
    kind,
    lines: [...lastLines(detail), ...(paths.length > 0 ? [pathList(paths)] : [])],
  })),
});

export const trialRow = (trial: Trial): TrialRow => {
  const slim = Object.values(trial.combination).filter((variant) => variant === "slim").length;
  const time = Object.values(trial.seconds).reduce((total, part) => total + part, 0);
  const failedChecks = trial.checks.filter(({ pass }) => !pass).map(({ name }) => `check ${printableLine(name)}`);
  const failed = [...trial.services.filter(({ pass }) => !pass).map(({ service }) => printableLine(service)), ...failedChecks];
  return {
    boot: String(trial.boot),
    purpose: trial.purpose,
    slim: `${slim} of ${Object.keys(trial.combination).length}`,
    verdict: trial.pass ? "pass" : "fail",
    failed: failed.join(", "),
    checks: `${trial.checks.filter(({ pass }) => pass).length} of ${trial.checks.length}`,
    time: secondsText(time),
    why: printableLine(trial.why),
  };
};
