import type { Report, Suggestion } from "../model/report.js";
import type { KeepSet, Reason } from "../model/slim-image.js";
import { buildReport, reporters } from "../report/index.js";
import type { Profile } from "./profile-stage.js";
import { imageOf, type RunContext } from "./run-context.js";
import type { Slimmer } from "./slimmer.js";
import { writeSboms } from "./stored-inventories.js";
import type { TrialsResult } from "./trials-stage.js";

export type ReportParts = {
  readonly profile: Profile;
  readonly slimmer: Slimmer;
  readonly result: TrialsResult;
  readonly emitted: readonly string[];
  readonly seconds: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
};

/** Builds the report and stores it for machines (report.json) and for people (report.md, report.html). */
export async function writeReport(context: RunContext, parts: ReportParts): Promise<Report> {
  const { profile, slimmer, result, emitted, seconds, warnings } = parts;
  const report = buildReport({
    plan: context.plan,
    emitted,
    outcome: result.outcome,
    slimImages: [...slimmer.images().values()],
    originals: Object.fromEntries(context.stack.services.map(({ name }) => [name, imageOf(context, name)])),
    trials: result.trials,
    repairs: Object.fromEntries(result.repairs),
    suggestions: Object.fromEntries([...result.repairs.keys()].map((service) => [service, suggestionOf(slimmer, service)])),
    seconds,
    // Kilobytes by getrusage(2).
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    observedEdges: profile.edges,
    warnings: [...warnings, ...brokenWarnings(result.brokenChecks)],
  });
  const options = {};
  for (const [format, name] of [
    ["json", "report.json"],
    ["markdown", "report.md"],
    ["html", "report.html"],
  ] as const) {
    const render = await reporters[format]();
    await context.workspace.writeText(name, render(report, options));
  }
  for (const service of slimmer.images().keys()) {
    const { keep, tree } = await slimmer.kept(service);
    const stored: StoredKeepSet = { ...keep, service, kept: Object.fromEntries(keep.kept) };
    await context.workspace.writeText(keepFile(service), `${JSON.stringify(stored, null, 1)}\n`);
    await context.workspace.writeText(treeFile(service), `${tree}\n`);
  }
  await writeSboms(context, slimmer.inventories());
  return report;
}

/** The configuration by which the next profile starts with what repairs came to. */
function suggestionOf(slimmer: Slimmer, service: string): Suggestion {
  const { extra, policy } = slimmer.changeOf(service);
  const isWider = policy !== slimmer.unchanged(service).policy;
  return { ...(extra.length === 0 ? {} : { keep: extra.map(literally) }), ...(isWider ? { policy } : {}) };
}

/** `keep` takes globs. */
const literally = (path: string): string => path.replaceAll(/[\\*?[\]{}()!+@|]/g, "\\$&");

/** A service's keep-set as it is stored for people and for `why`. */
export type StoredKeepSet = Omit<KeepSet, "kept"> & { readonly kept: Readonly<Record<string, Reason>> };

export const keepFile = (service: string): string => `services/${service}/keep.json`;

/** Where the ImageTree of a service is stored for `diff` and `why`. */
export const treeFile = (service: string): string => `services/${service}/tree.json`;

const brokenWarnings = (broken: ReadonlyMap<string, string>): readonly string[] =>
  [...broken].map(([name, error]) => `the check "${name}" fails on the original too and is left out of the decision: ${error}`);
