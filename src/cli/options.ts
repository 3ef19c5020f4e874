import { type Command, InvalidArgumentError, Option } from "commander";
import { type ContinueAfter, parseContinueAfter } from "../model/continue-after.js";

/** Options and arguments that several commands share, and the parsers of their values. */
const list = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];
export const positive = (value: string): number => {
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0) throw new InvalidArgumentError("A number above 0 is expected.");
  return number;
};
export const count = (value: string): number => {
  if (!Number.isInteger(positive(value))) throw new InvalidArgumentError("A whole number is expected.");
  return Number(value);
};

export const percent = (value: string): number => {
  const number = value.trim() === "" ? NaN : Number(value);
  if (!(number >= 0 && number <= 100)) throw new InvalidArgumentError("A number from 0 to 100 is expected.");
  return number;
};

export const withFiles = (command: Command): Command =>
  command
    .argument("[compose-file...]", "compose files, as for `docker compose -f`; default: those of this folder or the closest above it")
    .option("-f, --file <file>", "one more compose file", list);

export const withProject = (command: Command): Command =>
  withFiles(command)
    .option("--profile <name>", "an active profile", list)
    .option("--env-file <file>", "a file of variables for interpolation", list)
    .option("-p, --project-name <name>", "compose's project name")
    .option("--project-directory <folder>", "compose's project directory; default: the folder of the first compose file");

export const withSource = (command: Command): Command =>
  withProject(command)
    .option("--config <file>", "stack-slim.yml; default: the one beside the compose file")
    .addOption(new Option("--policy <policy>", "how much to keep beyond what was observed").choices(["strict", "balanced", "safe"]));

export const withGate = (command: Command): Command =>
  command
    .option("--min-saved <percent>", "exit with 1 unless this much of the stack's size is saved", percent)
    .option("--require-all-slim", "exit with 1 unless every service is slim that the plan meant to be");

export const continueAfter = (value: string, earlier: readonly ContinueAfter[] = []): readonly ContinueAfter[] => {
  const mode = parseContinueAfter(value);
  if ("error" in mode) throw new InvalidArgumentError(`${mode.error}.`);
  return [...earlier, mode];
};

export const withContinueAfter = (command: Command, otherwise: string): Command =>
  withProbeWrites(command).option(
    "--continue-after <mode>",
    `what the originals are given under the sensor: probe, enter, signal, SECONDS, "exec COMMAND", "container NAME"; repeatable; default: ${otherwise}`,
    continueAfter,
  );

export const withProbeWrites = (command: Command): Command =>
  command
    .option(
      "--probe-writes",
      "let all openapi probes and checks send POST, PUT, PATCH and DELETE; default: yes but for those with writes: false",
    )
    .option("--no-probe-writes", "let them send only what changes nothing: GET, HEAD and OPTIONS");

export const examples = (...lines: readonly string[]): string =>
  ["", lines.length === 1 ? "Example:" : "Examples:", ...lines.map((line) => `  ${line}`)].join("\n");
