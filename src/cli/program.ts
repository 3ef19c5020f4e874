import { Command } from "commander";
import type { Declare } from "./declare.js";
import { declareApply } from "./apply.js";
import { declareClean } from "./clean.js";
import { declareEmit } from "./emit.js";
import { declareCompletion } from "./completion.js";
import { declareDiff } from "./diff.js";
import { declareDoctor } from "./doctor.js";
import { declareExport } from "./export.js";
import { declareHelp } from "./help.js";
import { declareInit } from "./init.js";
import { declareMeasure } from "./measure.js";
import { declarePlan } from "./plan.js";
import { declareRecord } from "./record.js";
import { declareReport } from "./report.js";
import { declareTrace } from "./trace.js";
import { declareWhy } from "./why.js";
import { declareXray } from "./xray.js";
import { examples } from "./options.js";

/** In the order of the help. */
const commands: readonly Declare[] = [
  declarePlan,
  declareApply,
  declareEmit,
  declareInit,
  declareRecord,
  declareTrace,
  declareReport,
  declareWhy,
  declareDiff,
  declareXray,
  declareMeasure,
  declareDoctor,
  declareExport,
  declareClean,
  declareCompletion,
  declareHelp,
];

/** The whole command line. Running a command sets `process.exitCode` only where the command has a result to accept. */
export function createProgram(version: string, signal: AbortSignal): Command {
  const program = new Command("stack-slim")
    .description("Shrinks a whole Docker Compose stack: profiles it in one boot, makes slim images, and proves which combination works.")
    .version(version)
    .showHelpAfterError("(stack-slim --help lists the commands)")
    .addHelpText(
      "after",
      examples(
        "stack-slim plan                    what would be done with the stack of this folder; runs nothing",
        "stack-slim init                    write a first stack-slim.yml for it",
        "stack-slim apply                   make and prove compose.slim.yml",
        "stack-slim record                  use the stack by hand or by tests; apply keeps what that used",
        "stack-slim emit --emit override    write that result again as a file of another kind",
        "stack-slim report --format html -o report.html",
        "stack-slim why web /usr/bin/curl   why a file is still in the slim image",
        "stack-slim diff web                what went from its image, and what stayed",
        "stack-slim xray nginx:latest       what is in an image, and what of it is waste",
        "stack-slim measure                 memory, CPU, time to ready of the original and the slim stack",
        "stack-slim doctor                  can apply work here, and what to mend if not",
        "stack-slim clean                   after a run that was killed",
      ),
    )
    .helpCommand(false)
    .exitOverride();
  const subcommand = (name: string): Command => program.command(name).showHelpAfterError(`(stack-slim ${name} --help lists what it takes)`);
  for (const declare of commands) declare({ program, subcommand, version, signal });
  return program;
}
