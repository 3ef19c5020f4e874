import { Option } from "commander";
import type { ReportFlags } from "../commands/report.js";
import type { Declare } from "./declare.js";
import { examples, withFiles, withGate } from "./options.js";

export const declareReport: Declare = ({ subcommand }) => {
  withGate(withFiles(subcommand("report")))
    .description("show the result of the last apply again")
    .addOption(
      new Option("--format <format>", "how to show it (default: terminal)").choices([
        "terminal",
        "markdown",
        "html",
        "json",
        "junit",
        "github",
      ]),
    )
    .option("--open", "show it in the browser, as HTML")
    .option("-o, --output <file>", "write it to a file instead of standard output")
    .addHelpText(
      "after",
      examples(
        "stack-slim report --format markdown -o report.md",
        "stack-slim report --open",
        "stack-slim report --format github --min-saved 50 --require-all-slim",
      ),
    )
    .action(async (files: string[], flags: ReportFlags) => {
      const { reportCommand } = await import("../commands/report.js");
      await reportCommand(files, flags);
    });
};
