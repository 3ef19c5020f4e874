import type { WriteStream } from "node:tty";
import type { ReportOptions } from "../report/index.js";
import { chooseMode } from "../ui/index.js";

const defaultColumns = 100;

/** How a report looks on this stream: colour and width of a terminal, ASCII where the locale is not UTF-8. */
export function reportOptions(stream: WriteStream, environment: NodeJS.ProcessEnv): ReportOptions {
  const { colour } = chooseMode({ json: false, quiet: false, isTTY: stream.isTTY, environment });
  const locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? "";
  const columns = stream.isTTY ? Math.min(stream.columns, defaultColumns) : defaultColumns;
  return { colour, columns, ascii: stream.isTTY && locale !== "" && !/utf-?8/i.test(locale) };
}
