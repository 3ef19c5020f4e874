import { printableLine } from "../model/printable.js";
import type { Amount } from "../model/directory-sums.js";
import type { Column } from "./columns.js";
import { droppedBytes, type Change, type Diff } from "./diff.js";
import { heaviestTree, type TreeRow, type Weighed } from "./heaviest.js";
import type { ReportOptions } from "./reporter.js";
import { section, terminalStyle, topTable, type TerminalStyle } from "./terminal-style.js";
import { arrow, bytesText, countText, savedPercent } from "./wording.js";

export type DiffTerminalOptions = ReportOptions & {
  /** Rows of a table. */
  readonly top: number;
};

/** What went and what stayed, for a terminal; or with `paths` in the diff just these, one a line. Ends with a line end. */
export function terminalDiff(diff: Diff, options: DiffTerminalOptions): string {
  const style = terminalStyle(options);
  const { top } = options;
  const lines = diff.paths === undefined ? tables(diff, top, style) : pathLines(diff.paths, style);
  return lines.map((line) => `${line}\n`).join("");
}

function tables(diff: Diff, top: number, style: TerminalStyle): readonly string[] {
  const { service, policy, path, total, directories, packages, rules, largestDropped } = diff;
  const weighed = directories.map((change) => ({ ...change, weight: droppedBytes(change) }));
  const named = packages.filter((change) => change.before.files > change.after.files);
  return [
    style.paint("bold", printableLine(`${service}${path === "/" ? "" : `, below ${path}`}`)),
    ...facts(
      [
        ["image", style.text(arrow(printableLine(diff.original), printableLine(diff.slim)))],
        ["size", `${style.text(size(total))} (${saved(total)} saved)`],
        ["files", style.text(files(total))],
        ["policy", policy],
      ],
      style,
    ),
    ...section(
      "By directory",
      topTable(changeColumns("directory", directoryRows, style), heaviestTree(weighed, path, top), top, style),
      style,
    ),
    ...section("By package", topTable(changeColumns("package", packageRows, style), named, top, style), style),
    ...section("What stayed, by rule", topTable(ruleColumns(total.after), rules, top, style), style),
    ...section("Largest files that went", topTable(fileColumns, largestDropped, top, style), style),
  ];
}

const nameOf = (change: { readonly package: string | null }): string => change.package ?? "(no package)";

/** Clipped: names of images may be longer than the line. */
const facts = (pairs: readonly (readonly [string, string])[], style: TerminalStyle): readonly string[] =>
  pairs.map(([label, text]) => `${style.paint("dim", label.padEnd(8))}${text}`);

const size = ({ before, after }: Change): string => arrow(bytesText(before.bytes), bytesText(after.bytes));
const files = ({ before, after }: Change): string => arrow(countText(before.files), countText(after.files));
const saved = ({ before, after }: Change): string => `${String(savedPercent(before.bytes, after.bytes))} %`;

type RowsOf<Row> = { readonly label: (row: Row) => string; readonly change: (row: Row) => Change };

const directoryRows: RowsOf<TreeRow<Diff["directories"][number] & Weighed>> = { label: ({ label }) => label, change: ({ item }) => item };
const packageRows: RowsOf<Diff["packages"][number]> = { label: (row) => printableLine(nameOf(row)), change: (row) => row };

function changeColumns<Row>(head: string, { label, change }: RowsOf<Row>, style: TerminalStyle): readonly Column<Row>[] {
  return [
    { head, cell: label, align: "left", narrowest: 16 },
    { head: "went", cell: (row) => bytesText(droppedBytes(change(row))), align: "right" },
    { head: "size", cell: (row) => style.text(size(change(row))), align: "right", dispensable: 1 },
    { head: "saved", cell: (row) => saved(change(row)), align: "right" },
    { head: "files", cell: (row) => style.text(files(change(row))), align: "right", dispensable: 2 },
  ];
}

const ruleColumns = (all: Amount): readonly Column<Diff["rules"][number]>[] => [
  { head: "rule", cell: ({ rule }) => printableLine(rule), align: "left" },
  { head: "size", cell: ({ bytes }) => bytesText(bytes), align: "right" },
  { head: "share", cell: ({ bytes }) => `${String(all.bytes === 0 ? 0 : Math.round((bytes / all.bytes) * 100))} %`, align: "right" },
  { head: "files", cell: (amount) => countText(amount.files), align: "right" },
];

const fileColumns: readonly Column<Diff["largestDropped"][number]>[] = [
  { head: "size", cell: ({ bytes }) => bytesText(bytes), align: "right" },
  { head: "package", cell: (file) => printableLine(nameOf(file)), align: "left", narrowest: 12, dispensable: 1 },
  { head: "path", cell: ({ path }) => printableLine(path), align: "left", narrowest: 30 },
];

/** `- /path  bytes  package` for what went, `+` for what stayed. Whole paths, exact bytes: for search and sort. */
const pathLines = (paths: NonNullable<Diff["paths"]>, style: TerminalStyle): readonly string[] =>
  paths.map((file) => {
    const went = file.rule === null;
    const line = `${went ? "-" : "+"} ${printableLine(file.path)}  ${String(went ? file.bytes : file.after)}  ${file.package ?? "-"}`;
    return style.paint(went ? "red" : "green", line);
  });
