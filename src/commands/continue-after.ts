import type { Attendant, ContinueAfter } from "../model/continue-after.js";
import { needEnter } from "../pipeline/continue-after.js";
import { createAttendant, type Mode, type Ui } from "../ui/index.js";

/** Who is asked at this process's terminal. @throws StackSlimError (exit 2) when the command line asks for an Enter that nobody can press. */
export function openAttendant(ui: Ui, mode: Mode, modes: readonly ContinueAfter[], given: boolean): Attendant {
  const signals = modes.some(({ kind }) => kind === "signal");
  const attendant = createAttendant({ ui, mode, input: process.stdin, output: process.stderr, process, signals });
  // What stack-slim.yml asks for is asked only when the stack is booted: a profile that is found needs nobody.
  if (given && modes.some(({ kind }) => kind === "enter")) needEnter(attendant.noEnter);
  return attendant;
}
