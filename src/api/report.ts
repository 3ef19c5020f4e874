import type { Report } from "../model/report.js";
import { storedContents } from "../pipeline/stored-contents.js";
import { reporters, type ReportFormat, type ServiceContents } from "../report/index.js";
import { readBeside } from "../workspace/index.js";
import { findStack, workspaceParent } from "./find-stack.js";
import type { StackOptions } from "./stack-options.js";
import { storedReport } from "./stored-report.js";

/** The report of the stack's last apply. @throws StackSlimError exit 2 when there is none, or it can't be read. */
export async function readReport(options: StackOptions = {}): Promise<Report> {
  const { source } = await findStack(options);
  return storedReport(workspaceParent(source));
}

/** How a report is shown; what doesn't concern the format is left alone. */
export type RenderOptions = {
  /** Terminal only; default: false. */
  readonly colour?: boolean | undefined;
  /** Terminal only: width to keep within, from 72 to 100; default: 100. */
  readonly columns?: number | undefined;
  /** Terminal only: no character beyond ASCII of our own; default: false. */
  readonly ascii?: boolean | undefined;
  /** GitHub only: the path of a compose file as annotations name it; default: as it is. */
  readonly annotate?: ((path: string) => string) | undefined;
  /** HTML only: the compose file's folder, whose `.stack-slim/` says what is in each image; default: the page does without. */
  readonly folder?: string | undefined;
};

/** The report as text; it ends with a line end. */
export async function render(report: Report, format: ReportFormat, options: RenderOptions = {}): Promise<string> {
  const { colour, columns, ascii, annotate, folder } = options;
  const show = await reporters[format]();
  return show(report, {
    ...(colour === undefined ? {} : { colour }),
    ...(columns === undefined ? {} : { columns }),
    ...(ascii === undefined ? {} : { ascii }),
    ...(annotate === undefined ? {} : { annotate }),
    ...(format !== "html" || folder === undefined ? {} : { contents: await contentsIn(folder, report) }),
  });
}

const contentsIn = (folder: string, { services }: Report): Promise<readonly ServiceContents[]> =>
  storedContents(
    services.map(({ name }) => name),
    (name) => readBeside(folder, name),
  );
