import { type Command, InvalidArgumentError, Option } from "commander";
import { type ContinueAfter, parseContinueAfter } from "../model/continue-after.js";
import { type EmitKind, emitKinds } from "../model/emit-kind.js";

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

const units: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** A number of bytes, or of KiB, MiB, GiB, TiB with the unit's letter. */
export const bytes = (value: string): number => {
  const [, number, unit = ""] = /^(\d+)([kmgt]?)$/i.exec(value) ?? [];
  const size = Number(number) * (units[unit.toLowerCase()] ?? NaN);
  if (!Number.isSafeInteger(size) || size === 0) throw new InvalidArgumentError("A number of bytes is expected, such as 500000 or 4G.");
  return size;
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

const emitKind = (value: string, earlier: readonly EmitKind[] = []): readonly EmitKind[] => {
  const kind = emitKinds.find((known) => known === value);
  if (kind === undefined) throw new InvalidArgumentError(`Allowed choices are ${emitKinds.join(", ")}.`);
  return earlier.includes(kind) ? earlier : [...earlier, kind];
};

export const withEmit = (command: Command): Command =>
  command
    .option("--emit <kind>", `what to write, several by several --emit: ${emitKinds.join(", ")}; default: file`, emitKind)
    .option("--push <registry>", "push the slim images to REGISTRY[/PREFIX], and pin them by digest in what is written")
    .option("-o, --output <path>", "folder for what is written, or of one kind the file; default: beside the compose file");

/** What boots begin with of the user's data. */
export const withCopies = (command: Command): Command =>
  command
    .addOption(
      new Option(
        "--clone-volumes <which>",
        "begin every boot with a copy of the external volumes, or of all; default: all begin empty",
      ).choices(["external", "all"]),
    )
    .option("--max-copy <bytes>", "the most that one copy of a volume or a writable bind mount may take, as 4G; default: 1G", bytes);

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
