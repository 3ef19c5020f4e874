import { isDeepStrictEqual } from "node:util";
import { parseJsonPath, readJsonPath } from "./json-path.js";
import { parseBareRegex } from "./text-pattern.js";

/** `undefined` when what was found is as expected, else what is wrong with it. `many`: `found` is the list of what a `*` matched. */
type Operator = (expected: unknown, found: Found) => string | undefined;
type Found = { readonly value: unknown; readonly exists: boolean; readonly many: boolean };

/** The first JSON expectation (path → value or operators) that a body doesn't meet, as one line; undefined when all hold. */
export const jsonProblem = (expected: Readonly<Record<string, unknown>>, body: unknown): string | undefined => {
  for (const [written, expectation] of Object.entries(expected)) {
    const path = parseJsonPath(written);
    const matches = readJsonPath(path, body);
    const found = path.many
      ? { value: matches, exists: matches.length > 0, many: true }
      : { value: matches[0], exists: matches.length > 0, many: false };
    const problem = problemOf(expectation, found);
    if (problem !== undefined) return `${written} ${problem}`;
  }
  return undefined;
};

const problemOf = (expected: unknown, found: Found): string | undefined => {
  if (isOperators(expected)) {
    for (const [name, argument] of Object.entries(expected)) {
      const problem = operators[name as keyof typeof operators](argument, found);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  if (!found.exists && !found.many) return `is absent, expected ${show(expected)}`;
  return isDeepStrictEqual(found.value, expected) ? undefined : `is ${show(found.value)}, expected ${show(expected)}`;
};

/** `every` value for a `*` path (and at least one), the value itself otherwise. */
const each = (found: Found, wanted: string, holds: (value: unknown) => boolean): string | undefined => {
  if (!found.exists) return `is absent, expected ${wanted}`;
  const values = found.many ? (found.value as readonly unknown[]) : [found.value];
  const wrong = values.find((value) => !holds(value));
  return values.every(holds) ? undefined : `is ${show(wrong)}, expected ${wanted}`;
};

const operators = {
  exists: (expected, found) =>
    found.exists === Boolean(expected) ? undefined : expected ? "is absent" : `is ${show(found.value)}, expected it to be absent`,
  length: (expected, found) => {
    const length = lengthOf(found.value);
    if (length === undefined) return found.exists ? `is ${show(found.value)}, which has no length` : "is absent";
    const problem = problemOf(expected, { value: length, exists: true, many: false });
    return problem === undefined ? undefined : `has a length that ${problem}`;
  },
  min: (expected, found) => each(found, `at least ${show(expected)}`, (value) => isNumber(value) && value >= Number(expected)),
  max: (expected, found) => each(found, `at most ${show(expected)}`, (value) => isNumber(value) && value <= Number(expected)),
  matches: (expected, found) => {
    const regex = parseBareRegex(String(expected));
    return each(found, `a match of ${String(expected)}`, (value) => regex.test(typeof value === "string" ? value : JSON.stringify(value)));
  },
  contains: (expected, found) => {
    if (!found.exists && !found.many) return `is absent, expected it to contain ${show(expected)}`;
    return contains(found.value, expected) ? undefined : `is ${show(found.value)}, expected it to contain ${show(expected)}`;
  },
  not: (expected, found) =>
    problemOf(expected, found) === undefined ? `is ${show(found.value)}, expected it not to be ${show(expected)}` : undefined,
} satisfies Record<string, Operator>;

const isOperators = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0 &&
  Object.keys(value).every((key) => Object.hasOwn(operators, key));

const isNumber = (value: unknown): value is number => typeof value === "number";

const lengthOf = (value: unknown): number | undefined => {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
};

/** A text has a part, a list has an element, an object has fields; an expected object asks only for the fields it names. */
const contains = (value: unknown, part: unknown): boolean => {
  if (typeof value === "string") return typeof part === "string" && value.includes(part);
  if (Array.isArray(value)) return value.some((element) => covers(element, part));
  return covers(value, part);
};

const covers = (value: unknown, part: unknown): boolean => {
  if (typeof part !== "object" || part === null || Array.isArray(part)) return isDeepStrictEqual(value, part);
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.entries(part).every(([key, expected]) => Object.hasOwn(fields, key) && covers(fields[key], expected));
};

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "absent";
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
};
