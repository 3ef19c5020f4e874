import type { DescribedCommand, DescribedOption } from "../describe-program.js";
import { listServices, offerForArgument, offerForValue, type Offer } from "./what-to-offer.js";

/** A completion script for fish 3 and later. */
export function fishCompletion(program: DescribedCommand): string {
  const complete = `complete -c ${program.name}`;
  const names = program.commands.map(({ name }) => name);
  const inside = ({ name, arguments: taken, options }: DescribedCommand): readonly string[] => {
    const seen = `__fish_seen_subcommand_from ${name}`;
    const places = taken.flatMap((argument, at) => {
      // The words before: the program, the command, and the arguments that come first.
      const here = `${seen}; and test (count (commandline -opc)) ${argument.variadic ? "-ge" : "-eq"} ${String(at + 2)}`;
      const offered = offering(offerForArgument(argument, names));
      return offered === undefined ? [] : [`${complete} -n '${here}' ${offered}`];
    });
    return [...places, ...options.map((option) => `${complete} -n '${seen}' ${optionParts(option)}`)];
  };
  return `${[
    `# Completion of ${program.name} for fish. To load it: ${program.name} completion fish | source`,
    `${complete} -f`,
    ...program.options.map((option) => `${complete} -n __fish_use_subcommand ${optionParts(option)}`),
    ...program.commands.map(({ name, description }) => `${complete} -n __fish_use_subcommand -a ${name} -d '${quoted(description)}'`),
    ...program.commands.flatMap(inside),
  ].join("\n")}\n`;
}

function optionParts(option: DescribedOption): string {
  const names = option.names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(" ");
  const said = `-d '${quoted(option.description)}'`;
  return option.value === undefined ? `${names} ${said}` : `${names} ${said} -r ${offering(offerForValue(option)) ?? "-f"}`;
}

function offering(offer: Offer): string | undefined {
  switch (offer.kind) {
    case "words":
      return `-f -a '${offer.words.join(" ")}'`;
    case "files":
      return "-F";
    case "folders":
      return "-f -a '(__fish_complete_directories)'";
    case "services":
      return `-f -a '(${quoted(listServices)})'`;
    case "nothing":
      return undefined;
  }
}

const quoted = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
