import { basename } from "node:path";
import type { CatalogueEntry } from "./catalogue-entry.js";
import type { Catalogue } from "./catalogue.js";
import { imageMatch } from "./image-name.js";
import type { ServiceFacts } from "./service-facts.js";

/** How sure a match is, and the signs it rests on in words. */
export type ProbeMatch = {
  readonly entry: CatalogueEntry;
  readonly strength: "strong" | "weak";
  readonly score: number;
  readonly signs: readonly string[];
};

const strongScore = 3;

/**
 * The entry that names the service best; ties go to the first by name. Image name, program, healthcheck program and variables only a
 * server has are strong each; a variable that clients have too and a port are strong only together. Alone, such a variable counts when
 * no port of the service is known, and a port when it is the service's likeliest.
 */
export function bestMatch(catalogue: Catalogue, facts: ServiceFacts): ProbeMatch | undefined {
  const matches = catalogue.flatMap((entry) => matchProbe(entry, facts) ?? []);
  return matches.reduce<ProbeMatch | undefined>(
    (best, match) => (best === undefined || match.score > best.score ? match : best),
    undefined,
  );
}

export function matchProbe(entry: CatalogueEntry, facts: ServiceFacts): ProbeMatch | undefined {
  const { match } = entry;
  const signs: { readonly score: number; readonly text: string }[] = [];
  const image = Math.max(0, ...(match.images ?? []).map((pattern) => imageMatch(pattern, facts.repository)));
  if (image > 0) signs.push({ score: 8 + image, text: "image name" });
  const program = programs(facts).find((name) => match.programs?.includes(name));
  if (program !== undefined) signs.push({ score: 8, text: `runs ${program}` });
  const words = facts.healthcheck?.test.join(" ").split(/[^\w.-]+/) ?? [];
  const checked = match.healthcheck?.find((name) => words.includes(name));
  if (checked !== undefined) signs.push({ score: 4, text: `healthcheck ${checked}` });

  const isSet = (name: string): boolean => facts.environment[name] !== undefined || facts.environment[`${name}_FILE`] !== undefined;
  const client = match.unless?.some(isSet) === true;
  const server = client ? undefined : match.environment?.find(isSet);
  if (server !== undefined) signs.push({ score: 4, text: `has ${server}` });
  const hint = client ? undefined : match.hints?.find(isSet);
  if (hint !== undefined) signs.push({ score: 2, text: `has ${hint}` });
  const port = facts.ports.find((known) => match.ports?.includes(known));
  if (port !== undefined) signs.push({ score: 1, text: `port ${port}` });

  const score = signs.reduce((sum, sign) => sum + sign.score, 0);
  if (score === 0 || (score < strongScore && !standsAlone(facts, port))) return undefined;
  return { entry, strength: score >= strongScore ? "strong" : "weak", score, signs: signs.map(({ text }) => text) };
}

const standsAlone = ({ ports }: ServiceFacts, port: number | undefined): boolean =>
  port === undefined ? ports.length === 0 : ports[0] === port;

/** Names of the programs the container starts with: the entrypoint up to its first option, and the command's first word. */
function programs({ entrypoint, command }: ServiceFacts): readonly string[] {
  const firstOption = entrypoint.findIndex((word) => word.startsWith("-"));
  const started = firstOption < 0 ? [...entrypoint, ...command.slice(0, 1)] : entrypoint.slice(0, firstOption);
  const shellText = isShell(started.at(-1)) ? [...entrypoint, ...command].find((_, index, all) => all[index - 1] === "-c") : undefined;
  const inShell = (shellText ?? "").split(/&&|\|\||[;|\n]/).map(
    (part) =>
      part
        .trim()
        .replace(/^exec\s+/, "")
        .split(/\s+/)[0] ?? "",
  );
  // A command given as one string, such as `redpanda start`.
  return [...started, ...inShell].map((word) => basename(word.split(/\s/)[0] ?? "")).filter((name) => name !== "");
}

const isShell = (word: string | undefined): boolean => word !== undefined && /(^|\/)(ba|da|a)?sh$/.test(word);
