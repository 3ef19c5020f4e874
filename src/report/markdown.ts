import type { CellVerdict, Report } from "../model/report.js";
import { contentOf, type Content } from "./content.js";
import { md, table } from "./markdown-text.js";

const WORDS = { pass: "✅ pass", fail: "❌ fail", implied: "implied", "not-tried": "not tried" } as const satisfies Record<
  CellVerdict,
  string
>;

/** A code block whose fence is longer than any run of backticks within. */
const fenced = (lines: readonly string[]): readonly string[] => {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, ...lines, fence];
};

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", `## ${title}`, "", ...lines];

const serviceTable = ({ services }: Content): readonly string[] =>
  table(
    [
      ["Service", "left"],
      ["Size", "right"],
      ["Saved", "right"],
      ["Files", "right"],
      ["Variant", "left"],
      ["Alone", "centre"],
      ["All slim", "centre"],
      ["Final", "centre"],
      ["Restarts", "right"],
      ["Why", "left"],
    ],
    services.map((row) => [
      row.name,
      row.size,
      row.saved,
      row.files,
      row.variant,
      WORDS[row.alone],
      WORDS[row.allSlim],
      WORDS[row.final],
      row.restarts,
      row.why,
    ]),
  );

const checkTable = ({ checks }: Content): readonly string[] =>
  checks.length === 0
    ? []
    : table(
        [
          ["Check", "left"],
          ["Use", "left"],
          ["Original", "centre"],
          ["All slim", "centre"],
          ["Final", "centre"],
          ["Error", "left"],
        ],
        checks.map((row) => [row.name, row.use, WORDS[row.original], WORDS[row.allSlim], WORDS[row.final], checkRemark(row)]),
      );

const checkRemark = ({ error, flaky }: Content["checks"][number]): string =>
  [...(flaky === undefined ? [] : [`flaky: failed ${flaky.failures} of ${flaky.runs} runs`]), ...(error === "" ? [] : [error])].join("; ");

const evidence = ({ culprits }: Content): readonly string[] =>
  culprits.flatMap(({ service, variant, evidence: signs }, index) => [
    ...(index === 0 ? [] : [""]),
    `### ${md(service)} (${variant === "slim" ? "slim in the end" : "stays original"})`,
    "",
    ...fenced(signs.flatMap(({ kind, lines }) => [`${kind}: ${lines[0] ?? ""}`, ...lines.slice(1).map((line) => `  ${line}`)])),
  ]);

const trialTable = ({ trials }: Content): readonly string[] =>
  trials.length === 0
    ? []
    : table(
        [
          ["Boot", "right"],
          ["Purpose", "left"],
          ["Slim", "left"],
          ["Verdict", "centre"],
          ["Checks passed", "left"],
          ["Failed", "left"],
          ["Time", "right"],
          ["Why", "left"],
        ],
        trials.map((row) => [row.boot, row.purpose, row.slim, WORDS[row.verdict], row.checks, row.failed || "–", row.time, row.why]),
      );

/** The report as GitHub Flavored Markdown, for report.md, a pull request or a wiki. */
export const markdownReport = (report: Report): string => {
  const content = contentOf(report);
  const { label, why } = content.outcome;
  const lines = [
    `# ${md(content.project)}: ${label}`,
    "",
    md(why),
    "",
    `**Next:** ${md(content.next)}`,
    "",
    ...content.stack.map(([name, text]) => `- **${name}:** ${md(text)}`),
    ...section("Services", serviceTable(content)),
    ...section("Checks", checkTable(content)),
    ...section(
      "Exercised by",
      content.exercised.map(({ service, text }) => `- **${md(service)}:** ${md(text)}`),
    ),
    ...section("Evidence", evidence(content)),
    ...section(
      "Repairs",
      content.repairs.flatMap(({ service, text, paths }) => [
        `- **${md(service)}:** ${md(text)}`,
        ...paths.map((path) => `  - ${md(path)}`),
      ]),
    ),
    ...section(
      "For stack-slim.yml",
      content.suggested.length === 0 ? [] : ["So the next profile starts with these repairs:", "", "```yaml", ...content.suggested, "```"],
    ),
    ...section("Trials", trialTable(content)),
    ...section(
      "Warnings",
      content.warnings.map((text) => `- ${md(text)}`),
    ),
  ];
  return lines.join("\n").trimEnd() + "\n";
};
