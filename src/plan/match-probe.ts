import type { CatalogueEntry } from "./catalogue-entry.js";
import type { Catalogue } from "./catalogue.js";
import { imageMatch, wildcard } from "./image-name.js";
import type { ServiceFacts } from "./service-facts.js";
import { isProgram, startedPrograms } from "./started-programs.js";

/** How sure a match is, and the signs it rests on in words. */
export type ProbeMatch = {
  readonly entry: CatalogueEntry;
  readonly strength: "strong" | "weak";
  readonly score: number;
  readonly signs: readonly string[];
};

const strongScore = 3;

/**
 * The entry that names the service best; ties go to the first by name. Image name, program, healthcheck program, label and variables only
 * a server has are strong each; a variable that clients have too and a port are strong only together. Alone, such a variable counts when
 * no port of the service is known, and a port when it is the service's likeliest. What a sure match is built on (WordPress on Apache) gives
 * way to it, however well it is named.
 */
export function bestMatch(catalogue: Catalogue, facts: ServiceFacts): ProbeMatch | undefined {
  const all = catalogue.flatMap((entry) => matchProbe(entry, facts) ?? []);
  const below = new Set(all.flatMap(({ entry, strength }) => (strength === "strong" ? (entry.match.over ?? []) : [])));
  const matches = all.filter(({ entry }) => !below.has(entry.name));
  return matches.reduce<ProbeMatch | undefined>(
    (best, match) => (best === undefined || match.score > best.score ? match : best),
    undefined,
  );
}

export function matchProbe(entry: CatalogueEntry, facts: ServiceFacts): ProbeMatch | undefined {
  const { match } = entry;
  const signs: { readonly score: number; readonly text: string }[] = [];
  const image = imageScore(match.images ?? [], facts);
  if (image < 0) return undefined;
  if (image > 0) signs.push({ score: 8 + image, text: "image name" });
  const programs = startedPrograms(facts.entrypoint, facts.command);
  const program = match.programs?.find((pattern) => programs.some((path) => isProgram(pattern, path)));
  if (program !== undefined) signs.push({ score: 8, text: `runs ${program}` });
  const checked = checkedBy(match.healthcheck ?? [], facts);
  if (checked !== undefined) signs.push({ score: 4, text: `healthcheck ${checked}` });
  const label = match.labels?.find((wanted) => hasLabel(wanted, facts.labels));
  if (label !== undefined) signs.push({ score: 4, text: `label ${label}` });

  const client = isClient(match, facts);
  const server = client ? undefined : match.environment?.find((wanted) => isSet(wanted, facts));
  if (server !== undefined) signs.push({ score: 4, text: `has ${server}` });
  const hint = client ? undefined : match.hints?.find((wanted) => isSet(wanted, facts));
  if (hint !== undefined) signs.push({ score: 2, text: `has ${hint}` });
  const port = facts.ports.find((known) => match.ports?.includes(known));
  if (port !== undefined) signs.push({ score: 1, text: `port ${port}` });

  const score = signs.reduce((sum, sign) => sum + sign.score, 0);
  if (score === 0 || (score < strongScore && !standsAlone(facts, port))) return undefined;
  return { entry, strength: score >= strongScore ? "strong" : "weak", score, signs: signs.map(({ text }) => text) };
}

/** The parts of the name that are fixed; -1 when the entry rules the image out: a client that is published under the server's name. */
function imageScore(patterns: readonly string[], { repository }: ServiceFacts): number {
  if (patterns.some((pattern) => pattern.startsWith("!") && imageMatch(pattern.slice(1), repository) > 0)) return -1;
  return Math.max(0, ...patterns.filter((pattern) => !pattern.startsWith("!")).map((pattern) => imageMatch(pattern, repository)));
}

/** Which of these programs the healthcheck runs, unless it asks another host: a client may wait for its database that way. */
function checkedBy(programs: readonly string[], facts: ServiceFacts): string | undefined {
  const text = facts.healthcheck?.test.join(" ") ?? "";
  const [, host] = /\s(?:-h|--host)(?:\s+|=)?([\w.-]+)/.exec(text) ?? [];
  if (host !== undefined && !namesItself(host, facts)) return undefined;
  const words = text.split(/[^\w.-]+/);
  return programs.find((name) => words.includes(name));
}

/** `NAME`, also as `NAME_FILE`, or `NAME=value`. */
function isSet(wanted: string, { environment }: ServiceFacts): boolean {
  const [name = "", value] = wanted.split("=");
  if (value !== undefined) return environment[name] === value;
  return environment[name] !== undefined || environment[`${name}_FILE`] !== undefined;
}

/** `NAME=value`, value with `*` and in any case: the same image is `Redis` to one builder and `redis` to the next. */
function hasLabel(wanted: string, labels: Readonly<Record<string, string>>): boolean {
  const at = wanted.indexOf("=");
  const value = labels[wanted.slice(0, at)];
  return value !== undefined && wildcard(wanted.slice(at + 1).toLowerCase()).test(value.toLowerCase());
}

/**
 * Whether the service's variables are a client's: it connects to a port of this kind in another service, or one of `unless` says where the
 * server is. Stacks that give every service the same env file tell the server its own name, which doesn't count.
 */
function isClient(match: CatalogueEntry["match"], facts: ServiceFacts): boolean {
  if (match.ports?.some((port) => facts.connectsTo.includes(port)) === true) return true;
  const isWhere = (match.unless ?? []).map((pattern) => wildcard(pattern));
  return Object.entries(facts.environment).some(
    ([name, value]) => value !== "" && isWhere.some((pattern) => pattern.test(name)) && !namesItself(value, facts),
  );
}

const namesItself = (value: string, { ownNames }: ServiceFacts): boolean => {
  const host = /^(?:[\w+:.]*:\/\/)?(?:[^@/]*@)?([^:/?]+)/.exec(value)?.[1];
  return host !== undefined && (ownNames.includes(host) || ["localhost", "127.0.0.1", "0.0.0.0", "*"].includes(host));
};

const standsAlone = ({ ports }: ServiceFacts, port: number | undefined): boolean =>
  port === undefined ? ports.length === 0 : ports[0] === port;
