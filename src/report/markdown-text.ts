/** Text that stays text on GitHub: no markup, HTML, mention or table border. Source: GitHub Flavored Markdown, section 2.4 (any ASCII punctuation may be escaped). */
export const md = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/[\\`*_{}[\]>|#~!@]/g, "\\$&")
    .replaceAll("\n", "<br>");

const MARKS = { left: ":--", right: "--:", centre: ":-:" } as const;
/** A column of a table. */
export type Head = readonly [text: string, align: keyof typeof MARKS];

/** The lines of a table; its rows are text, its heads ours. */
export const table = (heads: readonly Head[], rows: readonly (readonly string[])[]): readonly string[] => {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads.map(([text]) => text)), line(heads.map(([, align]) => MARKS[align])), ...rows.map((row) => line(row.map(md)))];
};
