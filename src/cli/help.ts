import type { Declare } from "./declare.js";
import { examples } from "./options.js";

export const declareHelp: Declare = ({ subcommand, program }) => {
  subcommand("help")
    .description("show how a command is used")
    .argument("[command]")
    .addHelpText("after", examples("stack-slim help apply"))
    .action((name: string | undefined) => {
      const command = name === undefined ? program : program.commands.find((known) => known.name() === name);
      if (command === undefined) return program.error(`error: unknown command '${name ?? ""}'`);
      command.outputHelp();
    });
};
