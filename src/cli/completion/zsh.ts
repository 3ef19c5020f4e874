import type { DescribedArgument, DescribedCommand, DescribedOption } from "../describe-program.js";
import { listServices, offerForArgument, offerForValue, type Offer } from "./what-to-offer.js";

/** A completion script for zsh, to be sourced after compinit or put into a folder of fpath as _stack-slim. */
export function zshCompletion(program: DescribedCommand): string {
  const names = program.commands.map(({ name }) => name);
  const describe = ({ name, description }: DescribedCommand): string => `      '${quoted(`${name}:${description}`)}'`;
  const branch = ({ name, arguments: taken, options }: DescribedCommand): string =>
    [
      `        ${name})`,
      "          _arguments -s \\",
      ...specs([...taken.map((each) => argumentSpec(each, names)), ...options.map(optionSpec)]),
    ].join("\n") + " ;;";
  return `#compdef ${program.name}
# Completion of ${program.name} for zsh. To load it: source <(${program.name} completion zsh)
_stack_slim_services() {
  local -a names
  names=(\${(f)"$(${listServices})"})
  compadd -a names
}
_stack_slim() {
  local curcontext="$curcontext" state line
  local -a commands
  typeset -A opt_args
  _arguments -C \\
${specs(program.options.map(optionSpec)).join("\n")} \\
    '1: :->command' '*:: :->rest'
  case $state in
    command)
      commands=(
${program.commands.map(describe).join("\n")}
      )
      _describe -t commands command commands ;;
    rest)
      case $words[1] in
${program.commands.map(branch).join("\n")}
      esac ;;
  esac
}
if [ "$funcstack[1]" = _stack_slim ] || [ "$funcstack[1]" = _${program.name} ]; then _stack_slim "$@"; else compdef _stack_slim ${program.name}; fi
`;
}

const specs = (lines: readonly string[]): readonly string[] =>
  lines.map((line, at) => `            ${line}${at < lines.length - 1 ? " \\" : ""}`);

/** What can be given more than once can't be told from the declaration: every option with a value may, no switch does. */
function optionSpec(option: DescribedOption): string {
  const { names, value, description } = option;
  const [one = ""] = names;
  const every =
    names.length === 1
      ? `'${value === undefined ? "" : "*"}${one}`
      : `${value === undefined ? `'(${names.join(" ")})'` : "'*'"}{${names.join(",")}}'`;
  const said = `[${quoted(description).replaceAll("[", "(").replaceAll("]", ")")}]`;
  return `${every}${said}${value === undefined ? "" : `:${value}:${action(offerForValue(option))}`}'`;
}

const argumentSpec = (argument: DescribedArgument, commands: readonly string[]): string =>
  `'${argument.variadic ? "*" : ""}${argument.variadic || argument.required ? "" : ":"}:${argument.name}:${action(offerForArgument(argument, commands))}'`;

function action(offer: Offer): string {
  switch (offer.kind) {
    case "words":
      return `(${offer.words.join(" ")})`;
    case "files":
      return "_files";
    case "folders":
      return "_files -/";
    case "services":
      return "_stack_slim_services";
    case "nothing":
      return " ";
  }
}

/** Within single quotes; a colon would end a part of the specification but for the first one, after a command's name. */
const quoted = (text: string): string => {
  const [head = "", ...rest] = text.replaceAll("\\", "\\\\").replaceAll("'", `'\\''`).split(":");
  return rest.length === 0 ? head : `${head}:${rest.join("\\:")}`;
};
