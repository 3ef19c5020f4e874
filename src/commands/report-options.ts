import type { WriteStream } from "node:tty";
import type { ReportOptions } from "../report/index.js";
import { chooseMode } from "../ui/index.js";

const defaultColumns = 100;
const narrowest = 40;

/** How a report looks on this stream: colour and width of a terminal, ASCII where the locale is not UTF-8. */
export function reportOptions(stream: WriteStream, environment: NodeJS.ProcessEnv): ReportOptions {
  const { colour } = chooseMode({ json: false, quiet: false, isTTY: stream.isTTY, environment });
  const locale = [environment["LC_ALL"], environment["LC_CTYPE"], environment["LANG"]].find((value) => value !== undefined && value !== "");
  const columns = Math.min(columnsOf(stream, environment), defaultColumns);
  return { colour, columns, ascii: stream.isTTY && locale !== undefined && !/utf-?8/i.test(locale) };
}

/** Columns to keep within: what COLUMNS says, else the terminal's (0 where it doesn't know), else 100. */
export function columnsOf(stream: WriteStream, environment: NodeJS.ProcessEnv): number {
  const columns = Number(environment["COLUMNS"] ?? "") || (stream.isTTY ? stream.columns : 0) || defaultColumns;
  return Number.isInteger(columns) ? Math.max(narrowest, columns) : defaultColumns;
}
