import type { DoctorFlags } from "../commands/doctor.js";
import type { Declare } from "./declare.js";
import { examples, withFiles } from "./options.js";

export const declareDoctor: Declare = ({ subcommand, signal }) => {
  withFiles(subcommand("doctor"))
    .description("look at all that apply needs (engine, kernel, compose, sensor, room), and say how to mend what lacks")
    .option("--no-sensor", "leave out the sensor's trial on a container, which takes a few seconds")
    .option("--json", "print it as JSON")
    .addHelpText("after", examples("stack-slim doctor compose.yml", "stack-slim doctor --json --no-sensor"))
    .action(async (files: string[], flags: DoctorFlags) => {
      const { doctorCommand } = await import("../commands/doctor.js");
      process.exitCode = await doctorCommand(files, flags, signal);
    });
};
