import { parse } from "yaml";

/** A JSON object of a description. */
export type Json = { readonly [key: string]: unknown };

export const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

export const jsonOr = (value: unknown): Json => (isJson(value) ? value : {});

export const listOr = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOr = (value: unknown, otherwise = ""): string => (typeof value === "string" ? value : otherwise);

/** A description whose version is one of those that are read. */
export type SpecDocument = Json & ({ readonly swagger: string } | { readonly openapi: string });

/** JSON or YAML to a description, or one clause on why it is none. */
export const parseSpec = (text: string): { readonly document: SpecDocument } | { readonly error: string } => {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 10_000, logLevel: "silent" });
  } catch (error) {
    return { error: `it is neither JSON nor YAML: ${error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error)}` };
  }
  if (!isJson(value)) return { error: "it is no OpenAPI description" };
  const version = String(value["openapi"] ?? value["swagger"] ?? "");
  if (version === "") return { error: 'it is no OpenAPI description: it has neither "openapi" nor "swagger"' };
  if (!/^(2\.0|3\.[012])/.test(version)) return { error: `OpenAPI ${version} is not known here; 2.0, 3.0 and 3.1 are` };
  if (!isJson(value["paths"])) return { error: "it describes no paths" };
  return { document: value as SpecDocument };
};

const mostHops = 30;

/** The value, or what its `$ref` leads to in the end (RFC 6901 pointers inside the document). Throws Error that names a reference that leads nowhere. */
export const dereferenced = (document: Json, value: unknown): unknown => {
  let at = value;
  for (let hops = 0; isJson(at) && typeof at["$ref"] === "string"; hops += 1) {
    if (hops === mostHops) throw new Error(`$ref ${at["$ref"]} leads round in a circle`);
    at = lookUp(document, at["$ref"]);
  }
  return at;
};

export const lookUp = (document: Json, ref: string): unknown => {
  if (!ref.startsWith("#")) throw new Error(`$ref ${ref} leads out of the description: put all in one file`);
  let at: unknown = document;
  for (const step of ref.split("/").slice(1)) {
    const key = unescapePointer(step);
    at = Array.isArray(at) ? (at as readonly unknown[])[Number(key)] : isJson(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  if (at === undefined) throw new Error(`$ref ${ref} leads nowhere`);
  return at;
};

const unescapePointer = (step: string): string => {
  const plain = step.replaceAll("~1", "/").replaceAll("~0", "~");
  return URL.canParse(`http://h/${plain}`) && /%[\da-f]{2}/i.test(plain) ? decodeURIComponent(plain) : plain;
};
