import { generateSync } from "json-schema-faker";
import { isJson, jsonOr, listOr, type Json } from "./spec-document.js";

/**
 * How much of a schema to fill in. `examples`: the description's own examples and defaults come first. `optional`: also what isn't required.
 */
export type SampleStyle = { readonly examples: boolean; readonly optional: boolean };

export type Sampler = {
  /** A value for a schema without references. */
  readonly value: (schema: Json, style: SampleStyle) => unknown;
};

/** The same seed gives the same values in the same order. */
export const newSampler = (seed: number): Sampler => {
  let next = seed;
  const value: Sampler["value"] = (schema, style) => {
    const example = style.examples ? givenValue(schema) : undefined;
    if (example !== undefined) return example;
    next += 1;
    try {
      return generated(schema, style, next % 2 ** 31);
    } catch {
      return byType(schema["type"]);
    }
  };
  return { value };
};

const generated = (schema: Json, style: SampleStyle, seed: number): unknown =>
  generateSync(hinted(schema, "", style) as Parameters<typeof generateSync>[0], {
    seed,
    alwaysFakeOptionals: style.optional,
    optionalsProbability: style.optional ? 1 : 0,
    useExamplesValue: style.examples,
    useDefaultValue: style.examples,
    maxDepth: 20,
    maxDefaultItems: 2,
    minDateTime: "2020-01-01T00:00:00Z",
    maxDateTime: "2029-12-31T00:00:00Z",
  });

/** What the schema itself says a value is. */
export const givenValue = (schema: Json): unknown =>
  listOr(schema["examples"])[0] ?? schema["default"] ?? schema["const"] ?? listOr(schema["enum"])[0];

/** Texts whose name says more than their type: most APIs refuse an address that is none, whether their description says so or not. */
const formatOfName: readonly (readonly [RegExp, string])[] = [
  [/e-?mail$/i, "email"],
  [/(url|uri|link|href|website)$/i, "uri"],
  [/uuid$|guid$/i, "uuid"],
  [/(date|day)$/i, "date"],
  [/(_at|At|timestamp)$/, "date-time"],
];

/** The schema with what names say, and without what would be filled in with nonsense. */
const hinted = (schema: Json, name: string, style: SampleStyle): Json => {
  const result: Record<string, unknown> = { ...schema };
  if (schema["type"] === undefined && !unions.some((key) => schema[key] !== undefined) && givenValue(schema) === undefined)
    result["type"] = "string";
  // A value that may be null is more telling when it isn't.
  if (Array.isArray(schema["type"])) result["type"] = (schema["type"] as readonly unknown[]).find((type) => type !== "null") ?? "null";
  if (result["type"] === "string") Object.assign(result, textHints(result, name));
  if (!style.examples) {
    delete result["examples"];
    delete result["default"];
  }
  if (isJson(schema["properties"])) {
    const properties = Object.entries(schema["properties"]).map(([key, each]) => [key, hinted(jsonOr(each), key, style)] as const);
    result["properties"] = Object.fromEntries(properties);
  }
  if (isJson(schema["items"])) result["items"] = hinted(schema["items"], name, style);
  for (const key of unions) {
    if (Array.isArray(schema[key])) result[key] = (schema[key] as readonly unknown[]).map((each) => hinted(jsonOr(each), name, style));
  }
  return result;
};

const unions = ["allOf", "oneOf", "anyOf"] as const;

const textHints = (schema: Json, name: string): Json => {
  const isFree = ["enum", "const", "pattern", "format"].every((key) => schema[key] === undefined);
  const format = isFree ? formatOfName.find(([pattern]) => pattern.test(name))?.[1] : undefined;
  if (format !== undefined) return { format };
  // "" is allowed by most schemas and by few programs; a password of one letter by fewer.
  const least = isFree && /passw/i.test(name) ? 12 : 4;
  return isFree && schema["minLength"] === undefined && !(Number(schema["maxLength"]) < least) ? { minLength: least } : {};
};

/** For a schema that contradicts itself, which descriptions do now and then. */
const byType = (type: unknown): unknown => (typeof type === "string" ? plainest[type] : undefined) ?? "text";

const plainest: Readonly<Record<string, unknown>> = { object: {}, array: [], integer: 1, number: 1, boolean: true };
