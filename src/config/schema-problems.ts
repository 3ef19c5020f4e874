import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject } from "ajv";
import type { ConfigText, Problem } from "./config-text.js";
import { nearestName } from "../model/nearest-name.js";

// Two folders up from here is the package, in src as in dist.
const schema = JSON.parse(readFileSync(new URL("../../schema/config.schema.json", import.meta.url), "utf8")) as object;

// Expressions are read by what will use them (expression-problems.ts); their format is in the schema for editors.
const validate = new Ajv({ allErrors: true, verbose: true, strictTypes: false, strictRequired: false, validateFormats: false }).compile(
  schema,
);

// What only says that something inside of it failed, or why one of several ways did.
const echoes = new Set(["if", "propertyNames"]);
const isEcho = (error: ErrorObject): boolean => echoes.has(error.keyword) || /\/(anyOf|oneOf)\//.test(error.schemaPath);

/** Everything in which the data is not as schema/config.schema.json says, one problem a place. */
export const schemaProblems = ({ data, locate }: ConfigText): readonly Problem[] => {
  validate(data);
  const found = (validate.errors ?? []).filter((error) => !isEcho(error)).map((error) => problemOf(error, locate));
  return [...new Map(found.map((problem) => [`${problem.line}:${problem.column}:${problem.path}`, problem])).values()];
};

type Placed = Problem & { readonly path: string };

const problemOf = (error: ErrorObject, locate: ConfigText["locate"]): Placed => {
  const steps = error.instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const named = nameInError(error);
  const what = named === undefined ? "value" : "key";
  const place = locate(named === undefined ? steps : [...steps, named], what);
  return { ...place, path: [...steps, named ?? ""].join("/"), message: `${fieldPath(steps)}${explained(error, steps)}` };
};

const nameInError = (error: ErrorObject): string | undefined =>
  error.keyword === "additionalProperties"
    ? String((error.params as { additionalProperty: string }).additionalProperty)
    : error.propertyName;

const explained = (error: ErrorObject, steps: readonly string[]): string => {
  const parent = error.parentSchema as { description?: string; properties?: object } | undefined;
  if (error.keyword === "additionalProperties") {
    const name = nameInError(error) ?? "";
    const known = Object.keys(parent?.properties ?? {});
    const near = nearestName(name, known);
    return `unknown field ${name}${near === undefined ? `, expected one of ${known.join(", ")}` : `, did you mean ${near}?`}`;
  }
  if (error.keyword === "required") return `the field ${String((error.params as { missingProperty: string }).missingProperty)} is missing`;
  if (error.keyword === "dependencies") {
    const { deps, property } = error.params as { deps: string; property: string };
    return `expected ${deps} beside ${property}`;
  }
  if (error.keyword === "oneOf" || error.keyword === "anyOf") {
    const wanted = (error.schema as readonly { required: readonly string[] }[]).flatMap(({ required }) => required);
    const given = Object.keys((error.data ?? {}) as object).filter((key) => wanted.includes(key));
    return `expected ${error.keyword === "oneOf" ? "exactly" : "at least"} one of ${wanted.join(", ")}, found ${given.length === 0 ? "none" : given.join(" and ")}`;
  }
  if (error.propertyName !== undefined)
    return `expected ${parent?.description ?? "another name"}, found ${JSON.stringify(error.propertyName)}`;
  const quotes = typeof error.data !== "string" && wantsText(error) ? ", which needs quotes to be text" : "";
  const wanted = steps.length === 0 ? "a map of settings" : (parent?.description ?? error.message ?? "another value");
  return `expected ${wanted}, found ${shown(error.data)}${quotes}`;
};

const wantsText = (error: ErrorObject): boolean =>
  error.keyword === "type" && (error.params as { type: string }).type === "string" && ["number", "boolean"].includes(typeof error.data);

/** `checks[0].http[1].get`; empty for the whole file. */
export const fieldName = (steps: readonly string[]): string =>
  steps.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : `${index === 0 ? "" : "."}${step}`)).join("");

/** `checks[0].http[1].get: `; empty for the whole file. */
export const fieldPath = (steps: readonly string[]): string => (steps.length === 0 ? "" : `${fieldName(steps)}: `);

const shown = (value: unknown): string => {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object")
    return Object.keys(value).length === 0 ? "an empty map" : `a map of ${Object.keys(value).slice(0, 5).join(", ")}`;
  const text = JSON.stringify(value);
  return `${typeof value === "string" ? "the text" : typeof value === "number" ? "the number" : "the value"} ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
};
