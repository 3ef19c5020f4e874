import type { InitFlags } from "../commands/init.js";
import type { Declare } from "./declare.js";
import { examples, positive, withCopies, withProbeWrites, withProject } from "./options.js";

export const declareInit: Declare = ({ subcommand, version, signal }) => {
  withCopies(withProbeWrites(withProject(subcommand("init"))))
    .description("write a first stack-slim.yml from the plan and one look at the running stack: probes that answered, checks to begin with")
    .option("-o, --output <file>", "where to write it; default: stack-slim.yml beside the compose file")
    .option("--force", "write over a file that is there")
    .option("--no-boot", "look at the compose file and the images alone; runs and pulls nothing")
    .option("--ready-timeout <seconds>", "how long a service may take to get ready", positive, 60)
    .option("-q, --quiet", "no progress")
    .addHelpText("after", examples("stack-slim init compose.yml --no-boot"))
    .action(async (files: string[], flags: InitFlags) => {
      const { initCommand } = await import("../commands/init.js");
      await initCommand(files, flags, version, signal);
    });
};
