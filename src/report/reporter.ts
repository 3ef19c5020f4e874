import type { Report } from "../model/report.js";
import type { ServiceContents } from "./contents.js";

export type ReportOptions = {
  /** Terminal only; default false. */
  readonly colour?: boolean;
  /** Terminal only: width to keep within; default and most 100, at least 72. */
  readonly columns?: number;
  /** Terminal only: no character beyond ASCII of our own; default false. */
  readonly ascii?: boolean;
  /** GitHub only: the path of a compose file as its annotations name it; default: as it is. */
  readonly annotate?: (path: string) => string;
  /** HTML only: what is in the images of services; default none. */
  readonly contents?: readonly ServiceContents[];
};

export type Reporter = (report: Report, options: ReportOptions) => string;
