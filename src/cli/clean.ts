import type { CleanFlags } from "../commands/clean.js";
import type { Declare } from "./declare.js";
import { examples, withFiles } from "./options.js";

export const declareClean: Declare = ({ subcommand }) => {
  withFiles(subcommand("clean"))
    .description("remove what a killed run of this stack left in the engine; never touches anything that stack-slim did not make")
    .option("--dry-run", "only list it")
    .addHelpText("after", examples("stack-slim clean --dry-run"))
    .action(async (files: string[], flags: CleanFlags) => {
      const { cleanCommand } = await import("../commands/clean.js");
      await cleanCommand(files, flags);
    });
};
