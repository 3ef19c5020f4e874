import { clip } from "../model/printable.js";
import { tableLines, type Column } from "./columns.js";
import type { ReportOptions } from "./reporter.js";

/** How text of ours looks on this terminal, and how wide it may be. */
export type TerminalStyle = {
  readonly columns: number;
  /** Marks the end of a clipped text. */
  readonly cut: string;
  /** Our own signs, in ASCII where that is all there is; before anything is measured. */
  readonly text: (text: string) => string;
  readonly paint: (colour: Colour, text: string) => string;
};

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;
export type Colour = keyof typeof codes;

const widest = 100;
const narrowest = 72;

export function terminalStyle({ colour = false, columns = widest, ascii = false }: ReportOptions): TerminalStyle {
  return {
    columns: Math.min(widest, Math.max(narrowest, columns)),
    cut: ascii ? "~" : "…",
    text: (text) => (ascii ? text.replaceAll("→", "->").replaceAll("–", "-").replaceAll("…", "~") : text),
    paint: (name, text) => (colour && text !== "" ? `\u001b[${String(codes[name])}m${text}\u001b[0m` : text),
  };
}

/** A heading with its lines, an empty line before it; nothing when there are none. */
export const section = (title: string, lines: readonly string[], style: TerminalStyle): readonly string[] =>
  lines.length === 0 ? [] : ["", style.paint("bold", clip(style.text(title), style.columns, style.cut)), ...lines];

/** The first `most` rows as a table, and how many more there are. No table when there is no row. */
export function topTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  most: number,
  style: TerminalStyle,
): readonly string[] {
  if (rows.length === 0) return [];
  const table = tableLines(columns, rows.slice(0, most), {
    columns: style.columns,
    cut: style.cut,
    paintHead: (text) => style.paint("dim", text),
  });
  const more = rows.length - most;
  return more > 0 ? [...table, style.paint("dim", style.text(`… ${String(more)} more`))] : table;
}
