import { Option } from "commander";
import type { MeasureFlags } from "../commands/measure.js";
import type { Declare } from "./declare.js";
import { count, examples, positive, withProject } from "./options.js";

export const declareMeasure: Declare = ({ subcommand, version, signal }) => {
  withProject(subcommand("measure"))
    .description("boot the original and the slim stack of the last apply in turns under the same load, and compare what they use")
    .option("--config <file>", "stack-slim.yml; default: the one beside the compose file")
    .option("--rounds <n>", "boots of each of the two stacks", count, 3)
    .option("--load <what>", "checks, or a service of the stack, or an image, which runs on the stack's networks", "checks")
    .option("--load-seconds <n>", "how long a round's load lasts: with checks at least (15), with a container at most (60)", positive)
    .option("--ready-timeout <seconds>", "how long a service may take to get ready", positive, 120)
    .option("--no-pull", "leave out the bytes to pull, for which every layer is compressed once")
    .option("--last", "show the last measurement again; boots nothing")
    .addOption(new Option("--format <format>", "how to show it").choices(["terminal", "markdown", "json"]).default("terminal"))
    .option("-o, --output <file>", "write it to a file instead of standard output")
    .option("-q, --quiet", "no progress")
    .addHelpText(
      "after",
      examples(
        "stack-slim measure --rounds 5",
        "stack-slim measure compose.yml --load user-sim --load-seconds 120",
        "stack-slim measure --last --format markdown -o measure.md",
      ),
    )
    .action(async (files: string[], flags: MeasureFlags) => {
      const { measureCommand } = await import("../commands/measure.js");
      await measureCommand(files, flags, version, signal);
    });
};
