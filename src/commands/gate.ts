import { StackSlimError } from "../model/errors.js";
import type { Report } from "../model/report.js";
import { gateFailures, type Gate } from "../report/index.js";

export type GateFlags = Gate;

/** @throws StackSlimError (exit 1) when the result is less than what the command line asks for. */
export function needGate(report: Report, gate: GateFlags): void {
  const failures = gateFailures(report, gate);
  if (failures.length === 0) return;
  throw new StackSlimError(`The result is less than asked for. ${failures.join(" ")}`, {
    code: "gate.not-met",
    exitCode: 1,
    hint: "The evidence in the report says what fails; --min-saved and --require-all-slim say what is asked for.",
  });
}
