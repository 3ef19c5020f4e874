// man/stack-slim.1 from the program's own declaration. Source: man(7), groff_man(7).

import { capitalised } from "./cli-page.mjs";

/**
 * @param {import("../../dist/cli/describe-program.js").DescribedCommand} program
 * @param {string} version
 */
export function manPage(program, version) {
  return `${[
    '.\\" Made by `npm run docs` from src/cli.',
    `.TH STACK\\-SLIM 1 "" "stack\\-slim ${text(version)}" "User Commands"`,
    ".SH NAME",
    "stack\\-slim \\- shrink a whole Docker Compose stack and prove that it still works",
    ".SH SYNOPSIS",
    ...program.commands.flatMap(({ name, usage }) => [`.B stack\\-slim ${text(name)}`, line(usage), ".br"]).slice(0, -1),
    ".SH DESCRIPTION",
    line(program.description),
    ".SH OPTIONS",
    ...program.options.flatMap(option),
    ".SH COMMANDS",
    ...program.commands.flatMap(command),
    ".SH EXIT STATUS",
    ...[
      ["0", "The result is accepted, or there is nothing to accept."],
      ["1", "It ran, but nothing acceptable was found, or less than was asked for."],
      ["2", "The command line, a compose file or the configuration is wrong."],
      ["3", "The environment: no engine, no Docker Compose, no room on the disk."],
      ["130", "It was interrupted, and has removed what it made."],
    ].flatMap(([code, says]) => [".TP", `.B ${code}`, line(says)]),
    ".SH ENVIRONMENT",
    ...[
      ["COMPOSE_FILE", "Compose files when none is named, as for docker compose."],
      ["DOCKER_HOST", "The engine, as for docker; default: that of the current docker context."],
      ["NO_COLOR, FORCE_COLOR", "No colour at all; colour even where the output is no terminal."],
      ["COLUMNS", "The width to keep within."],
      ["STACK_SLIM_DEBUG", "Set: a defect shows where it is."],
    ].flatMap(([name, says]) => [".TP", `.B ${text(name)}`, line(says)]),
    ".SH FILES",
    ...[
      ["stack-slim.yml", "Configuration, beside the compose file; docs/configuration.md has every field."],
      ["compose.slim.yml", "What apply writes: the compose file with the slim images."],
      [".stack-slim/", "The report, and what the next run goes on with."],
    ].flatMap(([name, says]) => [".TP", `.I ${text(name)}`, line(says)]),
    ".SH SEE ALSO",
    ".BR docker (1)",
  ].join("\n")}\n`;
}

const command = ({ name, usage, description, arguments: taken, options, examples }) => [
  `.SS stack\\-slim ${text(name)} ${text(usage)}`,
  line(sentence(description)),
  ...taken.flatMap((argument) => [".TP", `.I ${text(argument.name)}`, line(said(argument))]),
  ...options.flatMap(option),
  ...(examples.length === 0
    ? []
    : [".PP", examples.length === 1 ? "Example:" : "Examples:", ".PP", ".nf", ".RS 4", ...examples.map(verbatim), ".RE", ".fi"]),
];

const option = (described) => [".TP", `.B ${text(described.flags)}`, line(said(described))];

function said({ description, choices, default: otherwise }) {
  const offered = choices.length === 0 ? "" : ` One of ${choices.join(", ")}.`;
  return `${sentence(description)}${offered}${otherwise === undefined ? "" : ` Default: ${otherwise}.`}`;
}

const sentence = (words) => {
  const begun = capitalised(words);
  return begun.endsWith(".") ? begun : `${begun}.`;
};

/** Literal text within a line. */
const text = (words) => words.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("`", "\\(ga").replaceAll("'", "\\(aq");

/** Prose, as lines of at most 80 characters; a dot at the beginning of one would make it a request. */
const line = (words) =>
  words
    .replaceAll(/(.{1,72})(?: |$)/g, "$1\n")
    .trimEnd()
    .split("\n")
    .map((part) => text(part).replace(/^\./, "\\&."))
    .join("\n");

/** As it is: an example. */
const verbatim = (words) => text(words).replace(/^\./, "\\&.");
