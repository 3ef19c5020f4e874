// docs/configuration.md from schema/config.schema.json: `title` says what a field is for (and, after "default:", what holds without it),
// `description` what it takes, as error messages word it, `examples` how it is written.
import { stringify } from "yaml";

/** Definitions that are a map of fields, in the order of the page, with the heading and anchor of each. */
const sections = {
  service: "services.NAME",
  check: "checks[]",
  probe: "Probes",
  httpStep: "HTTP steps",
  expectation: "What an answer must be",
  extraction: "Values for later steps",
  crawl: "crawl",
  openapi: "openapi",
  har: "har",
  trafficAuth: "Authentication of crawl, openapi and har",
  auth: "Basic authentication",
  tls: "TLS",
  message: "Messages",
};

/** @param {any} schema */
export function configurationPage(schema) {
  const page = new Page(schema);
  page.fields("The file", schema, 2);
  for (const [name, heading] of Object.entries(sections)) page.fields(heading, schema.definitions[name], 2);
  return [
    "# stack-slim.yml",
    "",
    "<!-- Made by `npm run docs` from schema/config.schema.json. -->",
    "",
    `${schema.description}`,
    "It lies beside the compose file, or is named with `--config`. `stack-slim init` writes a first one, whose first line names the schema for editors",
    "that have a YAML language server; what a mistake is told by has file, line and field. What probes and checks do is in [probes.md](probes.md).",
    "",
    ...page.lines,
  ].join("\n");
}

class Page {
  lines = [];

  constructor(schema) {
    this.schema = schema;
  }

  /** One section: examples, a table of the fields, and a section below for each field that is a map of its own. */
  fields(heading, map, level) {
    const { properties = {}, required = [] } = map;
    const own = Object.entries(properties);
    this.lines.push(`${"#".repeat(level)} ${heading}`, "");
    const examples = heading === "Probes" ? [] : (map.examples ?? []);
    for (const example of examples) this.lines.push("```yaml", yaml(example), "```", "");
    this.lines.push("| field | takes | what it is |", "|---|---|---|");
    for (const [name, field] of own) {
      const { about, otherwise } = meaning(field);
      const needed = required.includes(name) ? "Required. " : "";
      const standard = otherwise === undefined ? "" : ` Default: ${otherwise}.`;
      this.lines.push(`| \`${name}\` | ${this.takes(name, field, heading)} | ${cell(`${needed}${sentence(about)}${standard}`)} |`);
    }
    this.lines.push("");
    if (heading === "Probes") this.lines.push(...this.shortProbes());
    for (const [name, field] of own) {
      const inner = this.innerMap(field);
      if (inner === undefined) continue;
      const below = heading === "Probes" ? `The probe ${name}` : `${heading === "The file" ? "" : `${heading}: `}${name}`;
      const kinds = heading === "Probes" ? this.schema.definitions.probe.examples.filter((example) => Object.hasOwn(example, name)) : [];
      this.fields(below, { ...inner, examples: [...kinds, ...(inner.examples ?? [])] }, level + 1);
    }
  }

  /** Kinds of probe that need no section of their own. */
  shortProbes() {
    const { examples, properties } = this.schema.definitions.probe;
    const short = examples.filter((example) => Object.keys(example).every((kind) => this.innerMap(properties[kind]) === undefined));
    return ["```yaml", yaml({ probe: short }), "```", ""];
  }

  /** The map that a field's own schema describes, in itself or in the items of its list. */
  innerMap(field) {
    return [field, field.items ?? {}].find(({ properties }) => properties !== undefined);
  }

  takes(name, field, heading) {
    const target = referenced(field);
    const written = field.description ?? (target === undefined ? undefined : this.schema.definitions[target].description);
    if (field.const !== undefined) return `\`${String(field.const)}\``;
    const section = sections[target] ?? sections[referenced(field.items)] ?? sections[referenced(field.additionalProperties)];
    const linked = section ?? (target === "probes" ? "Probes" : target === "httpSteps" ? "HTTP steps" : undefined);
    const inner =
      this.innerMap(field) === undefined
        ? undefined
        : heading === "Probes"
          ? `The probe ${name}`
          : `${heading === "The file" ? "" : `${heading}: `}${name}`;
    const to = inner ?? linked;
    const text = cell(written ?? "any value");
    return to === undefined ? text : `[${text.replaceAll(/[[\]]/g, "\\$&")}](#${anchor(to)})`;
  }
}

const referenced = (schema) => /^#\/definitions\/(.+)$/.exec(schema?.$ref ?? "")?.[1];

/** "How long it may take; default: 30s" in two. */
function meaning({ title = "" }) {
  const found = /^(.*?)(?:[;.] |^)default: (.+)$/i.exec(title);
  return found === null ? { about: title } : { about: found[1], otherwise: found[2] };
}

const sentence = (text) => (text === "" || text.endsWith(".") ? text : `${text}.`);
const cell = (text) =>
  text
    .trim()
    .replaceAll("|", "\\|")
    .replaceAll(/\*/g, "\\*")
    .replaceAll(/([{<])/g, "\\$1");
const yaml = (value) => stringify(value, { lineWidth: 0 }).trimEnd();

/** As GitHub makes it of a heading. */
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
