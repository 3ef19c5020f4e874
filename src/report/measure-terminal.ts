import type { Measurement } from "../model/measurement.js";
import { printableLine } from "../model/printable.js";
import { tableLines } from "./columns.js";
import { imageColumns, measuredNotes, measuredRows, startColumns, usageColumns, type MeasuredColumn } from "./measure-columns.js";
import type { ReportOptions } from "./reporter.js";
import { section, terminalStyle } from "./terminal-style.js";
import { wrapWords } from "./wrap-words.js";

/** A measurement for a terminal, within the columns given (100; the least is 72). Ends with a line end. */
export function terminalMeasurement(measurement: Measurement, options: ReportOptions): string {
  const style = terminalStyle(options);
  const rows = measuredRows(measurement);
  const inAscii = ({ cell, head, ...column }: MeasuredColumn): MeasuredColumn => ({
    ...column,
    head: options.ascii === true && head === "×" ? "x" : head,
    cell: (row) => style.text(cell(row)),
    paint: (row, text) => (row === rows.at(-1) ? style.paint("bold", text) : text),
  });
  const table = (title: string, columns: readonly MeasuredColumn[]): readonly string[] =>
    section(
      title,
      tableLines(columns.map(inAscii), rows, { columns: style.columns, cut: style.cut, paintHead: (text) => style.paint("dim", text) }),
      style,
    );
  const text = (lines: readonly string[], indent = ""): readonly string[] =>
    lines.flatMap((line) => wrapWords(style.text(printableLine(line)), style.columns - indent.length).map((part) => indent + part));
  const lines = [
    style.paint("bold", `${printableLine(measurement.project)}: original ${style.text("→")} slim`),
    ...table("Memory and processor time", usageColumns),
    ...table("Start, threads and files", startColumns),
    ...table("Images", imageColumns),
    ...section("How", text(measuredNotes(measurement)), style),
    ...section("Warnings", text(measurement.warnings, "  "), style),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
