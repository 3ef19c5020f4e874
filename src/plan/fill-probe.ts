import type { HttpStep, Probe } from "../model/config.js";
import { usualCrawl, usualOpenApi } from "../model/web-traffic.js";
import type { Alternative, CatalogueEntry, PortTemplate, ProbeTemplate, StepTemplate, TrafficTemplate } from "./catalogue-entry.js";
import { isHttpPort } from "./http-probe.js";
import { fillWebProbe, isWebTemplate } from "./fill-web-probe.js";
import type { ServiceFacts } from "./service-facts.js";
import { fillStore } from "./store-template.js";

export type FilledProbe = { readonly probes: readonly Probe[]; readonly note?: string };

/** Answers that show the service works although the request may be wrong for it. */
const anyAnswer = ["2xx", "3xx", "4xx"] as const;

/** The entry's first alternative whose needs the service has, with its templates filled in from environment and command. */
export function fillProbe(entry: CatalogueEntry, facts: ServiceFacts): FilledProbe {
  const alternative = entry.use.find(({ needs = [] }) => needs.every((need) => isMet(need, facts)));
  if (alternative === undefined) return { probes: [] };
  return { probes: alternative.probe.filter(isWanted(facts)).map((template) => fill(entry, template, facts)), ...noteOf(alternative) };
}

const noteOf = ({ note }: Alternative): { readonly note?: string } => (note === undefined ? {} : { note });

const isWanted =
  ({ ports }: ServiceFacts) =>
  ({ whenPort }: ProbeTemplate): boolean =>
    whenPort === undefined || ports.includes(whenPort);

function isMet(need: string, facts: ServiceFacts): boolean {
  const [name = "", value] = need.split("=");
  const found = lookUp(name, facts);
  return value === undefined ? found !== undefined : found === value;
}

function fill(entry: CatalogueEntry, template: ProbeTemplate, facts: ServiceFacts): Probe {
  const text = (value: string): string => fillText(value, facts);
  const port = (value: PortTemplate = entry.port): number => portNumber(value, entry, facts);
  if ("http" in template) {
    const { scheme = "http", steps } = template.http;
    return {
      kind: "http",
      port: httpPort(port(template.http.port), template.http.port, facts),
      scheme,
      steps: steps.map((step) => httpStep(step, text)),
    };
  }
  const traffic = ({ port: written, skip = [], allow = [] }: TrafficTemplate) => ({
    port: httpPort(port(written), written, facts),
    skip: skip.map(text),
    allow: allow.map(text),
  });
  if ("crawl" in template) {
    const usual = usualCrawl(0, template.crawl.scheme);
    return { ...usual, ...traffic(template.crawl), start: template.crawl.start?.map(text) ?? usual.start };
  }
  if ("openapi" in template) {
    const { spec, writes = true, scheme } = template.openapi;
    return {
      ...usualOpenApi(0, scheme),
      ...traffic(template.openapi),
      writes,
      ...(spec === undefined ? {} : { spec: { path: text(spec) } }),
    };
  }
  if ("tcp" in template) return { kind: "tcp", port: port(template.tcp.port) };
  if ("exec" in template) return { kind: "exec", command: template.exec.map(text) };
  if (isWebTemplate(template)) return fillWebProbe(template, { text, port, httpStep: (step) => httpStep(step, text) });
  if (!("sql" in template)) return fillStore(template, port, text);
  const { dialect, user, password, database } = template.sql;
  return { kind: "sql", dialect, port: port(template.sql.port), user: text(user), password: text(password), database: text(database) };
}

/**
 * Web servers are moved to another port by configuration more often than databases: when none of the service's known ports is the
 * entry's, its likeliest HTTP port is. A port written in the probe itself stays.
 */
function httpPort(usual: number, written: PortTemplate | undefined, { ports }: ServiceFacts): number {
  if (written !== undefined || ports.includes(usual)) return usual;
  return ports.find(isHttpPort) ?? usual;
}

function portNumber(value: PortTemplate, entry: CatalogueEntry, facts: ServiceFacts): number {
  const port = typeof value === "number" ? value : Number(fillText(value, facts));
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  const otherwise = typeof entry.port === "number" ? entry.port : Number(fillText(entry.port, { ...facts, environment: {}, command: [] }));
  return otherwise;
}

function httpStep({ get, headers = {}, auth, status = anyAnswer, text }: StepTemplate, fillIn: (value: string) => string): HttpStep {
  return {
    method: "GET",
    url: fillIn(get),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fillIn(value)])),
    ...(auth === undefined ? {} : { auth: { user: fillIn(auth.user), password: fillIn(auth.password) } }),
    expect: { status, ...(text === undefined ? {} : { text }) },
    extract: {},
  };
}

/** `${NAME}`, `${NAME:-otherwise}` (also when empty, as in a shell; otherwise may hold another), `${--option}`. */
export function fillText(template: string, facts: ServiceFacts): string {
  const filled = template.replaceAll(/\$\{([\w.]+|--[\w-]+)(?::-([^${}]*))?\}/g, (_, name: string, otherwise: string | undefined) => {
    const value = lookUp(name, facts) ?? "";
    return value === "" && otherwise !== undefined ? otherwise : guard(value);
  });
  return filled === template ? unguard(template) : fillText(filled, facts);
}

// What a variable holds is not a template, even if it looks like one.
const guard = (value: string): string =>
  value
    .replaceAll("$", () => "\u0000")
    .replaceAll("{", "\u0001")
    .replaceAll("}", "\u0002");
const unguard = (value: string): string =>
  value
    .replaceAll("\u0000", () => "$")
    .replaceAll("\u0001", "{")
    .replaceAll("\u0002", "}");

/** A variable, or the value of an option of the command: `--name value`, `--name=value`; `$NAME` in it is a variable again. */
function lookUp(name: string, { environment, entrypoint, command }: ServiceFacts): string | undefined {
  if (!name.startsWith("--")) return environment[name];
  const words = [...entrypoint, ...command].flatMap((argument) => argument.split(/\s+/));
  const at = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = words[at];
  const value = word === undefined ? undefined : word === name ? words[at + 1] : word.slice(name.length + 1);
  return value?.replace(/^(["'])(.*)\1$/, "$2").replaceAll(/\$\{?(\w+)\}?/g, (_, variable: string) => environment[variable] ?? "");
}
