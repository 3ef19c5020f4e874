import type { Target } from "../model/config.js";
import type { Emission } from "../model/emit-kind.js";
import type { Report, Suggestion } from "../model/report.js";
import { clip } from "../model/printable.js";
import { buildReport, reporters, talkedTo, type ReportInput } from "../report/index.js";
import { withMasked } from "../stack/secret-values.js";
import type { Profile } from "./profile-stage.js";
import { imageOf, type RunContext } from "./run-context.js";
import { firstPublished } from "./published.js";
import type { Slimmer } from "./slimmer.js";
import { storedContents } from "./stored-contents.js";
import { keepFile, treeFile, type StoredKeepSet } from "./stored-files.js";
import { writeDockerfiles } from "./stored-dockerfiles.js";
import { writeSboms } from "./stored-inventories.js";
import { writeTraceDocuments } from "./stored-traces.js";
import type { TrialsResult } from "./trials-stage.js";

export type ReportParts = {
  readonly profile: Profile;
  readonly slimmer: Slimmer;
  readonly result: TrialsResult;
  readonly emissions: readonly Emission[];
  readonly seconds: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
};

/** Builds the report and stores it for machines (report.json) and for people (report.md, report.html). */
export async function writeReport(context: RunContext, parts: ReportParts): Promise<Report> {
  const { profile, slimmer, result, emissions, seconds, warnings } = parts;
  const built = buildReport({
    plan: context.plan,
    emitted: [...new Set(emissions.flatMap(({ files }) => files))],
    emissions,
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
    usedFiles: profile.usedFiles,
    inside: profile.inside,
    checkServices: Object.fromEntries(context.config.checks.map((check) => [check.name, talkedTo(check, firstPublished(context.stack))])),
    shown: shownReach(profile, firstPublished(context.stack)),
    recorded: slimmer.recorded(),
    warnings: [...warnings, ...brokenWarnings(result.brokenChecks)],
  });
  const report = withMasked(built, context.secrets);
  const { workspace } = context;
  for (const [format, name] of [
    ["json", "report.json"],
    ["markdown", "report.md"],
  ] as const) {
    const render = await reporters[format]();
    await workspace.writeText(name, render(report, {}));
  }
  for (const [service, image] of slimmer.images()) {
    const { keep, tree, ...original } = await slimmer.kept(service);
    const stored: StoredKeepSet = { ...keep, service, kept: Object.fromEntries(keep.kept) };
    await workspace.writeText(keepFile(service), `${JSON.stringify(stored, null, 1)}\n`);
    await workspace.writeText(treeFile(service), `${tree}\n`);
    await writeDockerfiles(context, service, image, original);
  }
  await writeSboms(context, slimmer.inventories());
  await writeTraceDocuments(context, profile);
  // Last, since it shows what was just stored of each image.
  const contents = await storedContents([...slimmer.images().keys()], (name) => workspace.readText(name));
  const renderHtml = await reporters.html();
  await workspace.writeText("report.html", renderHtml(report, { contents }));
  return report;
}

/** What people, commands and containers ask first is what the stack publishes first, as checks without a target do; a wait by itself asks nothing. */
function shownReach({ shown = [] }: Profile, published: Target | undefined): NonNullable<ReportInput["shown"]> {
  const names = new Set(shown.filter(({ mode }) => !/^[\d.]+$/.test(mode)).map(({ mode }) => mode));
  return published === undefined ? [] : [...names].map((mode) => ({ mode: clip(mode, 60), services: [published.service] }));
}

/** The configuration by which the next profile starts with what repairs came to. */
function suggestionOf(slimmer: Slimmer, service: string): Suggestion {
  const { extra, policy } = slimmer.changeOf(service);
  const isWider = policy !== slimmer.unchanged(service).policy;
  return { ...(extra.length === 0 ? {} : { keep: extra.map(literally) }), ...(isWider ? { policy } : {}) };
}

/** `keep` takes globs. */
const literally = (path: string): string => path.replaceAll(/[\\*?[\]{}()!+@|]/g, "\\$&");

const brokenWarnings = (broken: ReadonlyMap<string, string>): readonly string[] =>
  [...broken].map(([name, error]) => `the check "${name}" fails on the original too and is left out of the decision: ${error}`);
