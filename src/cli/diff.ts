import { Option } from "commander";
import type { DiffFlags } from "../commands/diff.js";
import type { Declare } from "./declare.js";
import { count, examples, withFiles } from "./options.js";

export const declareDiff: Declare = ({ subcommand }) => {
  withFiles(subcommand("diff").argument("<service>", "a service of the stack"))
    .description("show what went from a service's image in the last apply, and what stayed: by directory, package and rule")
    .option("--path <directory>", "only what lies below this directory of the image", "/")
    .option("--depth <n>", "how many levels of directories", count, 3)
    .option("--top <n>", "how many rows a table may have", count, 15)
    .option("--all", "list every path: `- /path  bytes  package` went, `+` stayed")
    .addOption(new Option("--format <format>", "how to show it").choices(["terminal", "json"]).default("terminal"))
    .addHelpText(
      "after",
      examples("stack-slim diff web", "stack-slim diff web --path /usr/lib --depth 2", "stack-slim diff web --all | grep ^-"),
    )
    .action(async (service: string, files: string[], flags: DiffFlags) => {
      const { diffCommand } = await import("../commands/diff.js");
      await diffCommand(service, files, flags);
    });
};
