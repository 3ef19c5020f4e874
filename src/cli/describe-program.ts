import type { Argument, Command, Option } from "commander";

/** What a program takes, as plain data: its shell completions and its manual are made from it. */
export type DescribedOption = {
  /** As in the help: `-f, --file <file>`. */
  readonly flags: string;
  /** Every way to write it: `-f`, `--file`. */
  readonly names: readonly string[];
  /** `file` of `<file>`; absent: it takes no value. */
  readonly value?: string;
  readonly choices: readonly string[];
  readonly description: string;
  /** The default, as text. */
  readonly default?: string;
};

export type DescribedArgument = {
  readonly name: string;
  readonly required: boolean;
  readonly variadic: boolean;
  readonly choices: readonly string[];
  readonly description: string;
};

export type DescribedCommand = {
  /** Of a subcommand its own name alone. */
  readonly name: string;
  /** What follows the name: `[options] <service> <path>`. */
  readonly usage: string;
  readonly description: string;
  readonly arguments: readonly DescribedArgument[];
  readonly options: readonly DescribedOption[];
  /** Command lines, each with what it is for where that is said. */
  readonly examples: readonly string[];
  readonly commands: readonly DescribedCommand[];
};

export function describeProgram(command: Command): DescribedCommand {
  const help = command.createHelp();
  return {
    name: command.name(),
    usage: command.usage(),
    description: help.commandDescription(command),
    arguments: command.registeredArguments.map(describeArgument),
    options: help.visibleOptions(command).map(describeOption),
    examples: examplesOf(command),
    commands: help.visibleCommands(command).map(describeProgram),
  };
}

const describeArgument = (argument: Argument): DescribedArgument => ({
  name: argument.name(),
  required: argument.required,
  variadic: argument.variadic,
  choices: argument.argChoices ?? [],
  description: argument.description,
});

function describeOption(option: Option): DescribedOption {
  const value = /<([^>]+)>|\[([^\]]+)\]/.exec(option.flags);
  const defaultValue = option.defaultValue as unknown;
  const isSaid = defaultValue !== undefined && typeof defaultValue !== "boolean";
  return {
    flags: option.flags,
    names: [option.short, option.long].filter((name) => name !== undefined),
    ...(value === null ? {} : { value: value[1] ?? value[2] ?? "" }),
    choices: option.argChoices ?? [],
    description: option.description,
    ...(isSaid ? { default: String(defaultValue) } : {}),
  };
}

/** What the help ends with: a line `Example:` or `Examples:`, and indented command lines. */
function examplesOf(command: Command): readonly string[] {
  const usual = { ...command.configureOutput() };
  let text = "";
  command.configureOutput({ writeOut: (more) => void (text += more) });
  command.outputHelp();
  command.configureOutput(usual);
  const lines = text.slice(command.helpInformation().length).split("\n");
  return lines.slice(lines.findIndex((line) => /^Examples?:$/.test(line)) + 1).flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}
