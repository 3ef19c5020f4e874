/**
 * stack-slim as a library.
 *
 * ```ts
 * import { apply, plan, StackSlimError } from "stack-slim";
 *
 * const { services } = await plan({ cwd: "shop" }); // runs nothing
 * try {
 *   const { report, reason } = await apply({
 *     composeFiles: ["shop/compose.yml"],
 *     config: { checks: [{ name: "front page", target: "web:80", http: [{ get: "/" }] }] },
 *     signal: AbortSignal.timeout(600_000),
 *     onEvent: (event) => console.error(event.type, event.stage),
 *   });
 *   console.log(reason, report.outcome.label, report.emitted);
 * } catch (error) {
 *   if (!(error instanceof StackSlimError)) throw error; // the signal's reason, or a defect
 *   console.error(error.code, error.message, error.hint);
 * }
 * ```
 *
 * Nothing here prints, sets an exit code or listens for signals of the process: progress is events, the end a result or a {@link StackSlimError}, an
 * interrupt the caller's AbortSignal. Runs on different folders may go side by side in one process. What a run streams goes through buffers that
 * die at once: a program that applies large stacks keeps its memory low by starting node as `bin/stack-slim` does.
 * @module
 */
export { plan, type PlanOptions } from "./api/plan.js";
export { apply } from "./api/apply.js";
export type { ApplyOptions, ApplyResult, ExitReason } from "./api/apply-options.js";
export type { CopyFlags } from "./api/copies.js";
export type { EmitKind } from "./model/emit-kind.js";
export type { CloneVolumes } from "./model/config.js";
export { clean, type CleanOptions, type Leftover } from "./api/clean.js";
export { readReport, render, type RenderOptions } from "./api/report.js";
export type { ConfigFields, RunControl, StackOptions } from "./api/stack-options.js";
export { version } from "./api/version.js";
export { StackSlimError, type ExitCode } from "./model/errors.js";
export type { Event, Progress, Stage, Status } from "./model/events.js";
export type { CheckUse, Policy } from "./model/config.js";
export type { Plan, PlannedProbe, PlannedService } from "./model/plan.js";
export type {
  AnswerDifference,
  CellVerdict,
  LayerFigures,
  Repair,
  Report,
  ReportCheck,
  ReportService,
  Suggestion,
} from "./model/report.js";
export type { Combination, Edge, EdgeOrigin, Variant } from "./model/stack.js";
export type {
  CheckTries,
  CheckVerdict,
  Evidence,
  Exchange,
  OutcomeLabel,
  ServiceVerdict,
  ShownAnswer,
  Swap,
  Trial,
  TrialPurpose,
} from "./model/trial.js";
export type { ReportFormat } from "./report/index.js";
