import { printableLine } from "../model/printable.js";
import type { Report } from "../model/report.js";

/** What a result must reach to be let through. */
export type Gate = {
  /** Percent of the originals' bytes. */
  readonly minSaved?: number;
  /** Every service that was to be slimmed is; those that the plan left original don't count. */
  readonly requireAllSlim?: boolean;
};

/** Why a result is not let through, one sentence each; empty: it is, or nothing was asked for. */
export function gateFailures(report: Report, { minSaved, requireAllSlim = false }: Gate): readonly string[] {
  if (minSaved === undefined && !requireAllSlim) return [];
  const { outcome, services, checks } = report;
  const failed = checks.filter(({ final }) => final === "fail").map(({ name }) => printableLine(name));
  const original = services
    .filter(({ variant, planned }) => variant === "original" && planned !== "original")
    .map(({ name }) => printableLine(name));
  const saved = outcome.originalBytes > 0 ? (1 - outcome.finalBytes / outcome.originalBytes) * 100 : 0;
  return [
    ...(outcome.label === "NONE" ? ["Nothing better than the original was found."] : []),
    ...(failed.length > 0 ? [`Checks failed in the final trial: ${failed.join(", ")}.`] : []),
    ...(minSaved !== undefined && saved < minSaved
      ? [`${downTo(saved)} % of the size is saved, ${String(minSaved)} % are asked for.`]
      : []),
    ...(requireAllSlim && original.length > 0 ? [`Not slim: ${original.join(", ")}.`] : []),
  ];
}

/** Never rounded up to what was asked for. */
const downTo = (percent: number): string => (Math.floor(percent * 10) / 10).toFixed(1);
