import type { SourceFlags } from "../commands/source.js";
import type { Declare } from "./declare.js";
import { examples, withSource } from "./options.js";

export const declarePlan: Declare = ({ subcommand }) => {
  withSource(subcommand("plan"))
    .description("show the order, a probe for each service, and the reasons; runs and pulls nothing")
    .option("--json", "print the plan as JSON (schema/plan.schema.json)")
    .option("--edges", "list the dependency edges and where each came from")
    .addHelpText("after", examples("stack-slim plan compose.yml compose.prod.yml --profile debug --edges"))
    .action(async (files: string[], flags: SourceFlags & { json?: boolean; edges?: boolean }) => {
      const { planCommand } = await import("../commands/plan.js");
      await planCommand(files, flags);
    });
};
