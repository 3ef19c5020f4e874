import { Option } from "commander";
import type { XrayFlags } from "../commands/xray.js";
import type { Declare } from "./declare.js";
import { count, examples, withFiles } from "./options.js";

export const declareXray: Declare = ({ subcommand, signal }) => {
  withFiles(subcommand("xray").argument("<image>", "an image of the engine; with --service a service of the stack"))
    .description("show what is in an image: layers, large files, packages, waste, privileged programs; starts nothing")
    .option("-s, --service", "take <image> for a service of the stack")
    .option("--top <n>", "how many rows a list may have", count, 15)
    .addOption(new Option("--format <format>", "how to show it").choices(["terminal", "json"]).default("terminal"))
    .addHelpText("after", examples("stack-slim xray nginx:latest", "stack-slim xray web --service -f compose.yml --format json"))
    .action(async (image: string, files: string[], flags: XrayFlags) => {
      const { xrayCommand } = await import("../commands/xray.js");
      await xrayCommand(image, files, flags, signal);
    });
};
