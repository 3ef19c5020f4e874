import type { Report } from "../model/report.js";

export type ReportOptions = {
  /** Terminal only; default false. */
  readonly colour?: boolean;
  /** Terminal only: width to keep within; default and most 100, at least 72. */
  readonly columns?: number;
  /** Terminal only: no character beyond ASCII of our own; default false. */
  readonly ascii?: boolean;
};

export type Reporter = (report: Report, options: ReportOptions) => string;
