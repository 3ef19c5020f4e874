import { clip, textWidth } from "../model/printable.js";
import type { CellVerdict, Report } from "../model/report.js";
import { tableLines, type Column } from "./columns.js";
import { contentOf, type Content } from "./content.js";
import type { CheckRow, ServiceRow } from "./content-rows.js";
import type { ReportOptions } from "./reporter.js";
import { wrapWords } from "./wrap-words.js";

type Style = {
  readonly columns: number;
  readonly glyph: Readonly<Record<CellVerdict, string>>;
  readonly cut: string;
  /** Replaces our own signs where only ASCII is wanted; before anything is measured. */
  readonly text: (text: string) => string;
  readonly paint: (code: number, text: string) => string;
};

const GLYPHS = { pass: "✓", fail: "✗", implied: "~", "not-tried": "·" } as const satisfies Record<CellVerdict, string>;
const ASCII_GLYPHS = { pass: "+", fail: "x", implied: "~", "not-tried": "." } as const satisfies Record<CellVerdict, string>;
const COLOURS = { pass: 32, fail: 31, implied: 36, "not-tried": 2 } as const satisfies Record<CellVerdict, number>;
/** What the matrix needs with its dispensable columns left out. */
const NARROWEST = 72;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;
const BOLD = 1;
const DIM = 2;
const YELLOW = 33;

/** The signs that the report's own wording uses beyond ASCII. */
const toAscii = (text: string): string => text.replaceAll("→", "->").replaceAll("–", "-").replaceAll("…", "~");

const verdictColumn = <Row>(head: string, verdict: (row: Row) => CellVerdict, style: Style): Column<Row> => ({
  head,
  cell: (row) => style.glyph[verdict(row)],
  align: "centre",
  paint: (row, text) => style.paint(COLOURS[verdict(row)], text),
});

const serviceTable = (rows: readonly ServiceRow[], style: Style): readonly string[] => {
  const columns: readonly Column<ServiceRow>[] = [
    { head: "service", cell: ({ name }) => name, align: "left", narrowest: 12 },
    { head: "size", cell: ({ size }) => style.text(size), align: "right" },
    { head: "left", cell: ({ left }) => bar(left, style), align: "left", dispensable: 3 },
    { head: "saved", cell: ({ saved }) => style.text(saved), align: "right" },
    { head: "files", cell: ({ files }) => style.text(files), align: "right", dispensable: 2 },
    {
      head: "variant",
      cell: ({ variant }) => variant,
      align: "left",
      paint: ({ variant }, text) => (variant === "slim" ? text : style.paint(YELLOW, text)),
    },
    verdictColumn("alone", ({ alone }) => alone, style),
    verdictColumn("all", ({ allSlim }) => allSlim, style),
    verdictColumn("final", ({ final }) => final, style),
    { head: "restarts", cell: ({ restarts }) => restarts, align: "right", dispensable: 1 },
  ];
  return tableLines(columns, rows, { columns: style.columns, cut: style.cut, paintHead: (text) => style.paint(BOLD, text) });
};

const checkTable = (rows: readonly CheckRow[], style: Style): readonly string[] => {
  const columns: readonly Column<CheckRow>[] = [
    { head: "check", cell: ({ name }) => name, align: "left", narrowest: 20 },
    { head: "use", cell: ({ use }) => use, align: "left" },
    verdictColumn("original", ({ original }) => original, style),
    verdictColumn("all", ({ allSlim }) => allSlim, style),
    verdictColumn("final", ({ final }) => final, style),
    ...(rows.some(({ flaky }) => flaky !== undefined) ? [{ head: "flaky", cell: flakyText, align: "left" } as const] : []),
  ];
  return tableLines(columns, rows, { columns: style.columns, cut: style.cut, paintHead: (text) => style.paint(BOLD, text) });
};

const flakyText = ({ flaky }: CheckRow): string => (flaky === undefined ? "" : `failed ${flaky.failures} of ${flaky.runs}`);

const barWidth = 4;

/** How much of a service is left, drawn to an eighth of a column; whole columns in ASCII. */
const bar = (left: number | undefined, { glyph }: Style): string => {
  if (left === undefined) return "";
  const share = Math.min(1, Math.max(0, left)) * barWidth;
  if (glyph === ASCII_GLYPHS) return "#".repeat(left > 0 ? Math.max(1, Math.round(share)) : 0).padEnd(barWidth, "-");
  const eighths = Math.max(left > 0 ? 1 : 0, Math.round(share * 8));
  return ("█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "")).padEnd(barWidth, "░");
};

const legend = ({ glyph }: Style): string =>
  `${glyph.pass} passed, ${glyph.fail} failed, ${glyph.implied} implied by a passing trial, ${glyph["not-tried"]} not tried; all: every service slim`;

const indented = (text: string, indent: number, style: Style): readonly string[] =>
  wrapWords(style.text(text), style.columns - indent).map((line) => " ".repeat(indent) + line);

const titled = (title: string, lines: readonly string[], style: Style): readonly string[] =>
  lines.length === 0 ? [] : ["", style.paint(BOLD, clip(title, style.columns, style.cut)), ...lines];

const evidenceLines = ({ culprits }: Content, style: Style): readonly string[] =>
  culprits.flatMap(({ service, variant, evidence }) => [
    `  ${style.paint(YELLOW, clip(service, style.columns - 24, style.cut))} (${variant === "slim" ? "slim in the end" : "stays original"})`,
    ...evidence.flatMap(({ kind, lines }) => [
      ...indented(`${kind}: ${lines[0] ?? ""}`, 4, style),
      ...lines.slice(1).flatMap((line) => indented(line, 6, style)),
    ]),
  ]);

const facts = ({ stack }: Content, style: Style): readonly string[] => {
  const labelWidth = Math.max(...stack.map(([label]) => textWidth(label))) + 2;
  return stack.flatMap(([label, text]) =>
    wrapWords(style.text(text), style.columns - labelWidth).map(
      (line, index) => (index === 0 ? style.paint(DIM, label.padEnd(labelWidth)) : " ".repeat(labelWidth)) + line,
    ),
  );
};

/** More than this is for the file: `report --format markdown` has all of it. */
const MOST_SUGGESTED = 24;

const firstOf = (lines: readonly string[], { text }: Style): readonly string[] =>
  lines.length <= MOST_SUGGESTED
    ? lines.map(text)
    : [
        ...lines.slice(0, MOST_SUGGESTED).map(text),
        `# and ${String(lines.length - MOST_SUGGESTED)} lines more: stack-slim report --format markdown`,
      ];

/** The report for a terminal: the pass/fail matrix, checks, evidence, totals and what to do next, within the columns given (100). */
export const terminalReport = (report: Report, { colour = false, columns = 100, ascii = false }: ReportOptions): string => {
  const content = contentOf(report);
  const paint: Style["paint"] = (code, text) => (colour && text !== "" ? `\u001b[${code}m${text}\u001b[0m` : text);
  const style: Style = {
    columns: Math.min(100, Math.max(NARROWEST, columns)),
    glyph: ascii ? ASCII_GLYPHS : GLYPHS,
    cut: ascii ? "~" : "…",
    text: ascii ? toAscii : (text) => text,
    paint,
  };
  const { label, why } = content.outcome;
  const labelled = indented(`${label}: ${why}`, 0, style).map((line, index) =>
    index === 0 && line.startsWith(label)
      ? style.paint(label === "NONE" ? COLOURS.fail : COLOURS.pass, label) + line.slice(label.length)
      : line,
  );
  const lines = [
    ...serviceTable(content.services, style),
    ...indented(content.line, 0, style).map((line) => style.paint(BOLD, line)),
    ...(content.checks.length === 0 ? [] : ["", ...checkTable(content.checks, style)]),
    ...wrapWords(legend(style), style.columns).map((line) => style.paint(DIM, line)),
    ...titled(
      "Checks that failed",
      content.checks.filter(({ error }) => error !== "").flatMap(({ name, error }) => indented(`${name}: ${error}`, 2, style)),
      style,
    ),
    ...titled(
      "Exercised by",
      content.exercised.flatMap(({ service, text }) => indented(`${service}: ${text}`, 2, style)),
      style,
    ),
    ...titled("Evidence", evidenceLines(content, style), style),
    ...titled(
      "Repairs",
      content.repairs.flatMap(({ service, text }) => indented(`${service}: ${text}`, 2, style)),
      style,
    ),
    ...titled(
      "For stack-slim.yml: so the next profile starts with these repairs",
      firstOf(content.suggested, style).map((line) => `  ${line}`),
      style,
    ),
    ...titled(
      "Warnings",
      content.warnings.flatMap((text) => indented(text, 2, style)),
      style,
    ),
    ...titled(`Stack ${content.project}`, facts(content, style), style),
    "",
    ...labelled,
    ...indented(content.next, 0, style),
  ];
  return lines.join("\n") + "\n";
};
