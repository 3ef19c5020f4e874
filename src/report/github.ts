import { printable } from "../model/printable.js";
import type { Report } from "../model/report.js";
import { contentOf } from "./content.js";
import { markdownReport } from "./markdown.js";
import type { ReportOptions } from "./reporter.js";

type Level = "error" | "warning" | "notice";
type Annotation = { readonly level: Level; readonly title: string; readonly text: string };

/** A step shows at most ten of a level, each of at most 4 KB. Source: GitHub Docs, "Usage limits for annotations" (REST API, check runs). */
const mostOfLevel = 10;
const longest = 4000;

/** Source: GitHub's runner, ActionCommand.cs: what a workflow command's text and properties escape. */
const escaped = (text: string): string => printable(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => escaped(text.slice(0, 200)).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** A result as workflow commands, which GitHub shows as annotations of the job: errors for what fails, warnings for who stays original, a notice of the outcome. */
export function githubReport(report: Report, { annotate = (file) => file }: ReportOptions): string {
  const [file] = report.files;
  const place = file === undefined ? "" : `file=${property(annotate(file))},`;
  const all = annotationsOf(report);
  const lines = (["error", "warning", "notice"] as const).flatMap((level) => {
    const these = all.filter((one) => one.level === level);
    const shown = these.length > mostOfLevel ? these.slice(0, mostOfLevel - 1) : these;
    const left = these.length - shown.length;
    return left === 0
      ? shown
      : [...shown, { level, title: "stack-slim", text: `${String(left)} more of this kind: see the job's summary.` }];
  });
  return lines
    .map(({ level, title, text }) => `::${level} ${place}title=${property(title)}::${escaped(text.slice(0, longest))}\n`)
    .join("");
}

function annotationsOf(report: Report): readonly Annotation[] {
  const { project, outcome, services, checks, culprits, stack, next } = contentOf(report);
  const size = stack.find(([label]) => label === "Size")?.[1] ?? "";
  const blamed = culprits.map(({ service, variant, evidence: [first] }): Annotation => ({
    level: services.find(({ name }) => name === service)?.final === "fail" ? "error" : variant === "slim" ? "notice" : "warning",
    title: variant === "slim" ? `${service} failed in another boot` : `${service} stays original`,
    text: first === undefined ? "" : `${first.kind}: ${first.lines.join("\n")}`,
  }));
  return [
    ...(outcome.label === "NONE"
      ? [{ level: "error", title: `${project}: nothing works slim`, text: `${outcome.why}\n${next}` } as const]
      : []),
    ...checks
      .filter(({ final }) => final === "fail")
      .map(({ name, error }) => ({ level: "error", title: `check ${name} failed`, text: error }) as const),
    ...checks
      .filter(({ original }) => original === "fail")
      .map(({ name, error }) => ({ level: "warning", title: `check ${name} fails on the original too`, text: error }) as const),
    ...blamed,
    { level: "notice", title: `${project}: ${outcome.label}`, text: `${size}. ${outcome.why}\n${next}` },
  ];
}

/** Source: GitHub Docs, "Adding a job summary": a step's summary is at most 1 MiB; a longer one is not shown at all. */
const mostSummary = 1_000_000;

/** The Markdown report as the summary of a job; cut at a line where GitHub would refuse it. */
export function githubSummary(report: Report): string {
  const text = markdownReport(report);
  if (Buffer.byteLength(text) <= mostSummary) return text;
  // A character has at most four bytes.
  const kept = text.slice(0, mostSummary / 4);
  return `${kept.slice(0, kept.lastIndexOf("\n"))}\n\nThe rest is left out: \`stack-slim report\` shows it.\n`;
}
