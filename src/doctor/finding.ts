import { StackSlimError } from "../model/errors.js";
import type { Diagnosis, Finding, Level } from "../model/doctor.js";

export const ok = (id: string, about: string, found: string): Finding => ({ id, about, level: "ok", found });
export const warning = (id: string, about: string, found: string, mend: string): Finding => ({ id, about, level: "warning", found, mend });
export const failure = (id: string, about: string, found: string, mend: string): Finding => ({ id, about, level: "failure", found, mend });

const levels: readonly Level[] = ["ok", "warning", "failure"];

export const diagnosis = (findings: readonly Finding[]): Diagnosis => ({
  version: 1,
  level: levels[Math.max(0, ...findings.map(({ level }) => levels.indexOf(level)))] ?? "ok",
  findings,
});

/** An error of the environment as the finding it is: its message is what was found, its hint how to mend it. @throws whatever else it is. */
export function failureOf(id: string, about: string, error: unknown): Finding {
  if (!(error instanceof StackSlimError) || error.exitCode === 130) throw error;
  return failure(id, about, error.message, error.hint ?? "docs/doctor.md says more.");
}

/** @throws StackSlimError `doctor.ID` exit 3 for the first failure, with the words of `doctor`. */
export function needNoFailure(findings: readonly Finding[]): void {
  const first = findings.find(({ level }) => level === "failure");
  if (first === undefined) return;
  throw new StackSlimError(`${first.about}: ${first.found}`, {
    code: `doctor.${first.id}`,
    exitCode: 3,
    hint: `${first.mend ?? ""} \`stack-slim doctor\` looks at everything that is needed.`.trim(),
  });
}
