import type { RecordFlags } from "../commands/record.js";
import type { Declare } from "./declare.js";
import { examples, positive, withContinueAfter, withCopies, withProject } from "./options.js";

export const declareRecord: Declare = ({ subcommand, version, signal }) => {
  withCopies(withContinueAfter(withProject(subcommand("record")), "enter"))
    .description("boot a copy of the stack, watch what it uses while you or your tests use it, and keep that for apply; makes no image")
    .option("--config <file>", "stack-slim.yml; default: the one beside the compose file")
    .option("--into <file>", "the trace file it is merged into; default: the recording in the workspace, which apply uses")
    .option("--replace", "forget what that file held")
    .option("--ready-timeout <seconds>", "how long a service may take to get ready", positive, 120)
    .option("--deny-docker-socket", "keep services that mount the engine's socket out of the boot")
    .option("--json", "progress as JSON lines, and the result as JSON at the end")
    .option("-q, --quiet", "no progress")
    .addHelpText(
      "after",
      examples(
        "stack-slim record                                    use the stack by hand, press Enter",
        'stack-slim record --continue-after "exec npm test"   again, by a suite: what both used is kept',
        "stack-slim record --into shop.trace                  on a test machine; later: stack-slim trace import shop.trace",
      ),
    )
    .action(async (files: string[], flags: RecordFlags) => {
      const { recordCommand } = await import("../commands/record.js");
      process.exitCode = await recordCommand(files, flags, version, signal);
    });
};
