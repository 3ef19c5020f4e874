/** What a run found, for people and machines: builds the report and renders it. Pure: no file, terminal or clock is touched here. */
import type { Reporter } from "./reporter.js";

export type { Reporter, ReportOptions } from "./reporter.js";
export { buildReport, type ReportInput } from "./build-report.js";
export { contentsOf as imageContents, partsFor, type ServiceContents } from "./contents.js";
export { talkedTo } from "./exercised-by.js";
export { buildDiff, type Diff } from "./diff.js";
export { findInTree, type TreeFile } from "./diff-files.js";
export { terminalDiff } from "./diff-terminal.js";
export { bytesText, plural, shellWord } from "./wording.js";
export { gateFailures, type Gate } from "./gate.js";
export { githubSummary } from "./github.js";
export { terminalXray } from "./xray-terminal.js";

export type ReportFormat = "terminal" | "markdown" | "html" | "json" | "junit" | "github";

/** Every format, loaded when it is asked for. The text ends with a line end. */
export const reporters: Readonly<Record<ReportFormat, () => Promise<Reporter>>> = {
  terminal: async () => (await import("./terminal.js")).terminalReport,
  markdown: async () => (await import("./markdown.js")).markdownReport,
  html: async () => (await import("./html/page.js")).htmlReport,
  json: async () => (await import("./json.js")).jsonReport,
  github: async () => (await import("./github.js")).githubReport,
  junit: async () => (await import("./junit.js")).junitReport,
};
