import type { Command } from "commander";
import type { TraceFlags } from "../commands/trace.js";
import type { Declare } from "./declare.js";
import { examples } from "./options.js";

export const declareTrace: Declare = ({ subcommand }) => {
  const trace = subcommand("trace").description("merge, import and show recordings, the trace files that record writes");
  const part = (name: string): Command =>
    trace.command(name).showHelpAfterError(`(stack-slim trace ${name} --help lists what it takes)`).option("--json", "the result as JSON");
  const stack = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];

  part("merge")
    .description("write several trace files as one: all that any of them has of a service in one image")
    .argument("<trace-file...>")
    .requiredOption("-o, --output <file>", "where to write it; may be one of those that are read")
    .addHelpText("after", examples("stack-slim trace merge monday.trace tuesday.trace -o week.trace"))
    .action(async (files: string[], flags: TraceFlags & { output: string }) => {
      const { traceMergeCommand } = await import("../commands/trace.js");
      await traceMergeCommand(files, flags);
    });
  part("import")
    .description("merge trace files into the recording of this folder's stack, which apply uses")
    .argument("<trace-file...>")
    .option("-f, --file <compose-file>", "a compose file of the stack; default: as for apply", stack)
    .addHelpText("after", examples("stack-slim trace import week.trace && stack-slim apply"))
    .action(async (files: string[], flags: TraceFlags) => {
      const { traceImportCommand } = await import("../commands/trace.js");
      await traceImportCommand(files, flags);
    });
  part("show")
    .description("what trace files hold: services, images, sessions; default: the recording of this folder's stack")
    .argument("[trace-file...]")
    .option("-f, --file <compose-file>", "a compose file of the stack; default: as for apply", stack)
    .addHelpText("after", examples("stack-slim trace show week.trace"))
    .action(async (files: string[], flags: TraceFlags) => {
      const { traceShowCommand } = await import("../commands/trace.js");
      await traceShowCommand(files, flags);
    });
};
