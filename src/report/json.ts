import type { Report } from "../model/report.js";

/** The report itself, indented. Controls that JSON allows raw but a terminal obeys (C1, DEL, direction marks) are written as escapes: the same data to any parser. */
export const jsonReport = (report: Report): string =>
  JSON.stringify(report, null, 2).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  ) + "\n";
