#!/usr/bin/env node
import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { ApplyFlags } from "./commands/apply.js";
import type { CleanFlags } from "./commands/clean.js";
import type { DiffFlags } from "./commands/diff.js";
import type { ReportFlags } from "./commands/report.js";
import type { FileFlags, SourceFlags } from "./commands/source.js";
import type { XrayFlags } from "./commands/xray.js";
import { StackSlimError } from "./model/errors.js";
import { printable } from "./model/printable.js";
import { survivePipeClose } from "./ui/survive-pipe-close.js";

/** Arguments → command. The only place that sets an exit code: 0 accepted, 1 no acceptable result, 2 usage or config, 3 environment, 130 interrupted. */
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
const interrupted = new AbortController();
// Every service that is waited for listens.
setMaxListeners(0, interrupted.signal);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (interrupted.signal.aborted) return;
    process.stderr.write(`\n${signal}: removing what this run made; a second signal changes nothing.\n`);
    interrupted.abort(new StackSlimError("interrupted", { code: "interrupted", exitCode: 130 }));
  });
}
// A reader that went away (`| head`) is no reason to leave containers behind: the run goes on and ends in order.
for (const stream of [process.stdout, process.stderr]) survivePipeClose(stream);

const list = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];
const positive = (value: string): number => {
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0) throw new InvalidArgumentError("A number above 0 is expected.");
  return number;
};
const count = (value: string): number => {
  if (!Number.isInteger(positive(value))) throw new InvalidArgumentError("A whole number is expected.");
  return Number(value);
};

const withFiles = (command: Command): Command =>
  command
    .argument("[compose-file...]", "compose files, as for `docker compose -f`; default: those of this folder or the closest above it")
    .option("-f, --file <file>", "one more compose file", list);

const withSource = (command: Command): Command =>
  withFiles(command)
    .option("--profile <name>", "an active profile", list)
    .option("--env-file <file>", "a file of variables for interpolation", list)
    .option("-p, --project-name <name>", "compose's project name")
    .option("--project-directory <folder>", "compose's project directory; default: the folder of the first compose file")
    .option("--config <file>", "stack-slim.yml; default: the one beside the compose file")
    .addOption(new Option("--policy <policy>", "how much to keep beyond what was observed").choices(["strict", "balanced", "safe"]));

const examples = (...lines: readonly string[]): string =>
  ["", lines.length === 1 ? "Example:" : "Examples:", ...lines.map((line) => `  ${line}`)].join("\n");

const program = new Command("stack-slim")
  .description("Shrinks a whole Docker Compose stack: profiles it in one boot, makes slim images, and proves which combination works.")
  .version(version)
  .showHelpAfterError("(stack-slim --help lists the commands)")
  .addHelpText(
    "after",
    examples(
      "stack-slim plan                    what would be done with the stack of this folder; runs nothing",
      "stack-slim apply                   make and prove compose.slim.yml",
      "stack-slim report --format html -o report.html",
      "stack-slim why web /usr/bin/curl   why a file is still in the slim image",
      "stack-slim diff web                what went from its image, and what stayed",
      "stack-slim xray nginx:latest       what is in an image, and what of it is waste",
      "stack-slim clean                   after a run that was killed",
    ),
  )
  .helpCommand(false)
  .exitOverride();

const subcommand = (name: string): Command => program.command(name).showHelpAfterError(`(stack-slim ${name} --help lists what it takes)`);

withSource(subcommand("plan"))
  .description("show the order, a probe for each service, and the reasons; runs and pulls nothing")
  .option("--json", "print the plan as JSON (schema/plan.schema.json)")
  .option("--edges", "list the dependency edges and where each came from")
  .addHelpText("after", examples("stack-slim plan compose.yml compose.prod.yml --profile debug --edges"))
  .action(async (files: string[], flags: SourceFlags & { json?: boolean; edges?: boolean }) => {
    const { planCommand } = await import("./commands/plan.js");
    await planCommand(files, flags);
  });

withSource(subcommand("apply"))
  .description("profile the stack, make slim images, prove the combination, and write compose.slim.yml and the report")
  .option("-o, --output <path>", "file (.yml) or folder for the slim compose file; default: beside its input as NAME.slim.yml")
  .option("--max-boots <n>", "how many boots of the stack a run may take, the profile included", count, 40)
  .option("--max-minutes <n>", "begin no boot of the stack that would probably end later than this after the start", positive)
  .addOption(
    new Option("--weigh <what>", "what the search is to keep most of: bytes saved, or slim services")
      .choices(["bytes", "count"])
      .default("bytes"),
  )
  .option("--ready-timeout <seconds>", "how long a service may take to get ready", positive, 120)
  .option("--fresh", "recompute everything, whatever the workspace holds")
  .option("--deny-docker-socket", "keep services that mount the engine's socket out of every boot")
  .option("--json", "progress as JSON lines, and the report as JSON at the end")
  .option("-q, --quiet", "no progress")
  .addHelpText("after", examples("stack-slim apply compose.yml --policy safe -o compose.small.yml"))
  .action(async (files: string[], flags: ApplyFlags) => {
    const { applyCommand } = await import("./commands/apply.js");
    process.exitCode = await applyCommand(files, flags, version, interrupted.signal);
  });

withFiles(subcommand("report"))
  .description("show the result of the last apply again")
  .addOption(
    new Option("--format <format>", "how to show it").choices(["terminal", "markdown", "html", "json", "junit"]).default("terminal"),
  )
  .option("-o, --output <file>", "write it to a file instead of standard output")
  .addHelpText("after", examples("stack-slim report --format markdown -o report.md"))
  .action(async (files: string[], flags: ReportFlags) => {
    const { reportCommand } = await import("./commands/report.js");
    await reportCommand(files, flags);
  });

withFiles(subcommand("why").argument("<service>", "a service of the stack").argument("<path>", "absolute path in its image"))
  .description("say whether a path of a service's image stays, and which rule keeps it")
  .addHelpText("after", examples("stack-slim why web /usr/lib/x86_64-linux-gnu/libssl.so.3"))
  .action(async (service: string, path: string, files: string[], flags: FileFlags) => {
    const { whyCommand } = await import("./commands/why.js");
    await whyCommand(service, path, files, flags);
  });

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
    const { diffCommand } = await import("./commands/diff.js");
    await diffCommand(service, files, flags);
  });

withFiles(subcommand("xray").argument("<image>", "an image of the engine; with --service a service of the stack"))
  .description("show what is in an image: layers, large files, packages, waste, privileged programs; starts nothing")
  .option("-s, --service", "take <image> for a service of the stack")
  .option("--top <n>", "how many rows a list may have", count, 15)
  .addOption(new Option("--format <format>", "how to show it").choices(["terminal", "json"]).default("terminal"))
  .addHelpText("after", examples("stack-slim xray nginx:latest", "stack-slim xray web --service -f compose.yml --format json"))
  .action(async (image: string, files: string[], flags: XrayFlags) => {
    const { xrayCommand } = await import("./commands/xray.js");
    await xrayCommand(image, files, flags, interrupted.signal);
  });

withFiles(subcommand("clean"))
  .description("remove what a killed run of this stack left in the engine; never touches anything that stack-slim did not make")
  .option("--dry-run", "only list it")
  .addHelpText("after", examples("stack-slim clean --dry-run"))
  .action(async (files: string[], flags: CleanFlags) => {
    const { cleanCommand } = await import("./commands/clean.js");
    await cleanCommand(files, flags);
  });

subcommand("help")
  .description("show how a command is used")
  .argument("[command]")
  .action((name: string | undefined) => {
    const command = name === undefined ? program : program.commands.find((known) => known.name() === name);
    if (command === undefined) return program.error(`error: unknown command '${name ?? ""}'`);
    command.outputHelp();
  });

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

/** Says what went wrong in one message and gives the exit code. A defect shows its stack only when asked for. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const known = interrupted.signal.aborted ? (interrupted.signal.reason as unknown) : error;
  if (known instanceof StackSlimError) {
    if (known.exitCode !== 130)
      process.stderr.write(printable(`stack-slim: ${known.message}\n${known.hint === undefined ? "" : `  ${known.hint}\n`}`));
    return known.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    printable(`stack-slim: a defect of stack-slim: ${message}\n  Set STACK_SLIM_DEBUG=1 to see where, and report it.\n`),
  );
  if (process.env["STACK_SLIM_DEBUG"] !== undefined && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  return 3;
}
