import type { ExportFlags } from "../commands/export.js";
import type { Declare } from "./declare.js";
import { examples, withFiles } from "./options.js";

export const declareExport: Declare = ({ subcommand, signal }) => {
  withFiles(subcommand("export").argument("<service>", "a service of the stack"))
    .description("put the layers of a service's slim image beside its slim Dockerfile, for `docker build`; prints the folder")
    .option("--json", "print the folder, the layers and their bytes as JSON")
    .addHelpText("after", examples("docker build -t web:slim $(stack-slim export web)"))
    .action(async (service: string, files: string[], flags: ExportFlags) => {
      const { exportCommand } = await import("../commands/export.js");
      await exportCommand(service, files, flags, signal);
    });
};
