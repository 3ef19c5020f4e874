import type { Measurement } from "../model/measurement.js";
import { imageColumns, measuredNotes, measuredRows, startColumns, usageColumns, type MeasuredColumn } from "./measure-columns.js";
import { md, table } from "./markdown-text.js";

/** A measurement as GitHub Flavored Markdown. */
export function markdownMeasurement(measurement: Measurement): string {
  const rows = measuredRows(measurement);
  const section = (title: string, columns: readonly MeasuredColumn[]): readonly string[] => [
    "",
    `## ${title}`,
    "",
    ...table(
      columns.map(({ head, align }) => [head, align] as const),
      rows.map((row) => columns.map(({ cell }) => cell(row))),
    ),
  ];
  const { warnings } = measurement;
  const lines = [
    `# ${md(measurement.project)}: original → slim`,
    "",
    ...measuredNotes(measurement).map((note) => `- ${md(note)}`),
    ...section("Memory and processor time", usageColumns),
    ...section("Start, threads and files", startColumns),
    ...section("Images", imageColumns),
    ...(warnings.length === 0 ? [] : ["", "## Warnings", "", ...warnings.map((warning) => `- ${md(warning)}`)]),
  ];
  return `${lines.join("\n")}\n`;
}
