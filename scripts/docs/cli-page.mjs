// docs/cli.md from the program's own declaration.

/** @param {import("../../dist/cli/describe-program.js").DescribedCommand} program */
export function cliPage(program) {
  return [
    "# The command line",
    "",
    "<!-- Made by `npm run docs` from src/cli. -->",
    "",
    program.description,
    "",
    "Results go to standard output, progress to standard error. Exit codes: 0 accepted, 1 nothing acceptable was found, 2 usage or configuration,",
    "3 environment, 130 interrupted.",
    "",
    ...fenced(program.examples),
    ...options("Options", program.options),
    ...program.commands.flatMap((command) => section(program.name, command)),
  ].join("\n");
}

const section = (program, { name, usage, description, arguments: taken, options: own, examples }) => [
  `## ${program} ${name}`,
  "",
  `    ${program} ${name} ${usage}`,
  "",
  sentence(description),
  "",
  ...fenced(examples),
  ...(taken.length === 0 ? [] : ["| argument | |", "|---|---|", ...taken.map(argumentRow), ""]),
  ...options("option", own),
];

const fenced = (lines) => (lines.length === 0 ? [] : ["```sh", ...lines, "```", ""]);

const options = (heading, all) =>
  all.length === 0 ? [] : [`| ${heading.toLowerCase().replace(/s$/, "")} | |`, "|---|---|", ...all.map(optionRow), ""];

const argumentRow = ({ name, required, variadic, choices, description }) =>
  row(`${required ? "<" : "["}${name}${variadic ? "..." : ""}${required ? ">" : "]"}`, description, choices);

const optionRow = ({ flags, description, choices, default: otherwise }) => row(flags, description, choices, otherwise);

function row(what, description, choices, otherwise) {
  const more = [
    ...(choices.length === 0 ? [] : [` One of ${choices.map((choice) => `\`${choice}\``).join(", ")}.`]),
    ...(otherwise === undefined ? [] : [` Default: ${otherwise}.`]),
  ];
  return `| \`${what.replaceAll("|", "\\|")}\` | ${cell(`${sentence(description)}${more.join("")}`)} |`;
}

/** A file's name stays as it is. */
export const capitalised = (text) => (/^[a-z]+\b[^.-]/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text);
const sentence = (text) => {
  const begun = capitalised(text);
  return begun.endsWith(".") ? begun : `${begun}.`;
};
const cell = (text) => text.replaceAll("|", "\\|").replaceAll("<", "\\<");
