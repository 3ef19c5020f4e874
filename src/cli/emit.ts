import type { EmitFlags } from "../commands/emit.js";
import type { Declare } from "./declare.js";
import { examples, withEmit, withProject } from "./options.js";

export const declareEmit: Declare = ({ subcommand, version, signal }) => {
  withEmit(withProject(subcommand("emit")))
    .description("write the result of the last apply again, as files of other kinds or with the images in a registry; boots nothing")
    .option("--json", "say what was written as JSON")
    .addHelpText(
      "after",
      examples(
        "stack-slim emit --emit override --emit env",
        "stack-slim emit --emit kustomize -o deploy/slim",
        "stack-slim emit --push registry.example.com/team",
      ),
    )
    .action(async (files: string[], flags: EmitFlags) => {
      const { emitCommand } = await import("../commands/emit.js");
      await emitCommand(files, flags, version, signal);
    });
};
