import { afterAll, describe, expect, test } from "vitest";
import { checkedSelector } from "../../../src/probe/html.js";
import { stringify } from "yaml";
import { config } from "../../../bench/fuzz/inputs.mjs";
import { loadConfig } from "../../../src/config/index.js";
import { StackSlimError } from "../../../src/model/errors.js";
import { parseJsonPath } from "../../../src/probe/json-path.js";
import { fill } from "../../../src/probe/template.js";
import { parseBareRegex, parseTextPattern } from "../../../src/probe/text-pattern.js";

type Path = readonly (string | number)[];

const expressions = {
  css: checkedSelector,
  jsonPath: parseJsonPath,
  pattern: parseTextPattern,
  regex: parseBareRegex,
  fill: (text: string, known: readonly string[]) => fill(text, new Map(known.map((name) => [name, "x"]))),
};
const failureOf = (text: string): Promise<unknown> =>
  loadConfig("/p/stack-slim.yml", { readFile: () => Promise.resolve(text), digest: () => Promise.resolve("digest"), expressions }).then(
    () => undefined,
    (error: unknown) => error,
  );

/** Every place of the file, outermost first. */
const placesIn = (value: unknown, path: Path = []): readonly Path[] => {
  if (typeof value !== "object" || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, item]) => placesIn(item, [...path, key]))];
};
const withAt = (value: unknown, path: Path, change: (part: unknown) => unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === key ? withAt(item, rest, change) : item));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, item]: [string, unknown]) => [name, name === key ? withAt(item, rest, change) : item]),
  );
};
const isMap = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

const wrong: readonly (readonly [string, (part: unknown) => unknown])[] = [
  ["nothing", () => null],
  ["a list of lists", () => [[]]],
  ["a map of what there isn't", () => ({ zz: 1 })],
  ["a fraction", () => -7.5],
  ["true", () => true],
  ["an unknown field beside", (part) => (isMap(part) ? { ...part, zz: 1 } : { zz: part })],
];
const places = placesIn(config);
const cases = places.flatMap((path) => wrong.map(([what, change]) => ({ path, what, text: stringify(withAt(config, path, change)) })));

/** Values that any field of its kind takes: no error is expected of them, but one is allowed. */
const anyValue = ["json", "headers", "form", "values", "environment", "$.a", "writes", "verify", "tls"];
const mayPass = (path: Path): boolean => path.some((key) => anyValue.includes(String(key)));

describe("stack-slim.yml with one wrong field", () => {
  let passed = 0;
  afterAll(() => {
    expect(cases.length - passed).toBeGreaterThan(500);
  });
  test("is many files", () => {
    expect(cases.length).toBeGreaterThan(600);
  });

  test.each(places.map((path) => ({ path, field: path.length === 0 ? "the whole file" : path.join(".") })))(
    "$field",
    async ({ path: whole }) => {
      for (const { what, text } of cases.filter(({ path }) => path === whole)) {
        const error = await failureOf(text);
        if (error === undefined) {
          // Fields whose kind takes this value too.
          passed++;
          expect([what, mayPass(whole) || passes(whole, what)]).toEqual([what, true]);
          continue;
        }
        if (!(error instanceof StackSlimError)) throw new Error(`${what}: ${String(error)}`, { cause: error });
        expect([error.code, error.exitCode]).toEqual(["config.schema", 2]);
        expect(error.hint).toMatch(/config\.schema\.json/);
        for (const line of error.message.split("\n")) expect(line).toMatch(/^\/p\/stack-slim\.yml:\d+:\d+: |^… and \d+ more$/);
        expect(error.message).not.toMatch(/\[object|undefined| NaN/);
        // The field itself, or one around it, is named.
        const named = whole.map((key) => (typeof key === "number" ? `[${String(key)}]` : key)).filter((key) => error.message.includes(key));
        expect([what, whole.length === 0 || named.length > 0]).toEqual([what, true]);
      }
    },
  );
});

const passes = (path: Path, what: string): boolean => {
  const last = path.at(-1);
  // `slim: true` is right, a list of one path is a list, a map of any names is a map of names, and an empty file is no file.
  return (
    (path.length === 0 && what === "nothing") ||
    (last === "slim" && what === "true") ||
    (["a map of what there isn't", "an unknown field beside"].includes(what) && ["services", "extract"].includes(String(last)))
  );
};
