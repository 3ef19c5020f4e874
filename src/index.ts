/**
 * stack-slim as a library. Nothing here prints, sets an exit code or listens for signals of the process: progress is events, the end a result or a
 * {@link StackSlimError}, an interrupt the caller's AbortSignal.
 * @module
 */
export { plan, type PlanOptions } from "./api/plan.js";
export { apply } from "./api/apply.js";
export type { ApplyOptions, ApplyResult, ExitReason } from "./api/apply-options.js";
export { clean, type CleanOptions, type Leftover } from "./api/clean.js";
export { readReport, render, type RenderOptions } from "./api/report.js";
export type { ConfigFields, RunControl, StackOptions } from "./api/stack-options.js";
export { version } from "./api/version.js";
export { StackSlimError, type ExitCode } from "./model/errors.js";
export type { Event, Stage, Status } from "./model/events.js";
export type { CheckUse, Policy } from "./model/config.js";
export type { Plan, PlannedProbe, PlannedService } from "./model/plan.js";
export type { CellVerdict, LayerFigures, Repair, Report, ReportCheck, ReportService, Suggestion } from "./model/report.js";
export type { Combination, Edge, EdgeOrigin, Variant } from "./model/stack.js";
export type { CheckTries, CheckVerdict, Evidence, OutcomeLabel, ServiceVerdict, Swap, Trial, TrialPurpose } from "./model/trial.js";
export type { ReportFormat } from "./report/index.js";
