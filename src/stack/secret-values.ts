import type { ComposeModel } from "../model/compose-model.js";

export type SecretSources = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Text of a file; undefined when it can't be read as one. */
  readonly readFile: (path: string) => string | undefined;
};

const secretName = /pass(?:word|wd|phrase)?|secret|token|api_?key|private_?key|access_?key|credential/i;
const inUrl = /:\/\/[^\s/:@]*:([^\s/@]+)@/g;
const shortest = 6;

/** Whether a variable of this name and value holds a secret: by its name, and not a path. */
export const isSecretVariable = (name: string, value: string): boolean => secretName.test(name) && value !== "" && !value.startsWith("/");

/**
 * The values of a stack that must not be told on: variables whose name says so, passwords in URLs, and the content of secrets from files, variables and
 * texts. Not: paths, values that every reader knows since an image or a service has them in its name, and what is too short to be told from other text.
 */
export const secretValues = (model: ComposeModel, { environment, readFile }: SecretSources): readonly string[] => {
  const known = Object.entries(model.services).flatMap(([name, { image = "" }]) => [name, image]);
  const services = Object.values(model.services);
  const found = [
    ...services.flatMap(({ environment: variables = {} }) =>
      Object.entries(variables).flatMap(([name, value]) => (value !== null && isSecretVariable(name, value) ? [value] : [])),
    ),
    ...services
      .flatMap((service) => [...Object.values(service.environment ?? {}), ...(service.command ?? []), ...(service.entrypoint ?? [])])
      .flatMap((text) => [...(text ?? "").matchAll(inUrl)].map(([, password = ""]) => password)),
    ...Object.values(model.secrets ?? {})
      .flatMap(({ content, file, environment: name }) => [content, file && readFile(file), name && environment[name]])
      .flatMap((text) => (typeof text === "string" ? [text.trim(), ...text.split("\n").map((line) => line.trim())] : [])),
  ];
  return [...new Set(found)]
    .filter((value) => value.length >= shortest && !known.some((text) => text.includes(value)))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
};

/** The value with each of these texts masked in every string of it; keys, numbers, Maps and Sets stay what they are. */
export const withMasked = <T>(value: T, secrets: readonly string[]): T => {
  const masked = (part: unknown): unknown => {
    if (typeof part === "string") return secrets.reduce((text, secret) => text.replaceAll(secret, "***"), part);
    if (Array.isArray(part)) return part.map(masked);
    if (part instanceof Map) return new Map([...(part as ReadonlyMap<unknown, unknown>)].map(([key, item]) => [key, masked(item)]));
    if (part instanceof Set) return new Set([...(part as ReadonlySet<unknown>)].map(masked));
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, masked(item)]));
  };
  return secrets.length === 0 ? value : (masked(value) as T);
};
