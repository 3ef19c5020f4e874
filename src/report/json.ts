import { printableJson } from "../model/printable.js";
import type { Report } from "../model/report.js";

/** The report itself, indented. */
export const jsonReport = (report: Report): string => `${printableJson(report, 2)}\n`;
