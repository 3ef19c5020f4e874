import type { FileFlags } from "../commands/source.js";
import type { Declare } from "./declare.js";
import { examples, withFiles } from "./options.js";

export const declareWhy: Declare = ({ subcommand }) => {
  withFiles(subcommand("why").argument("<service>", "a service of the stack").argument("<path>", "absolute path in its image"))
    .description("say whether a path of a service's image stays, and which rule keeps it")
    .addHelpText("after", examples("stack-slim why web /usr/lib/x86_64-linux-gnu/libssl.so.3"))
    .action(async (service: string, path: string, files: string[], flags: FileFlags) => {
      const { whyCommand } = await import("../commands/why.js");
      await whyCommand(service, path, files, flags);
    });
};
