import type { FieldPath } from "./placed-probes.js";
import type { WrittenStep } from "./written-config.js";

/** One text of a step, and how it will be read. `filled`: its `{{variables}}` are replaced first. */
export type StepText = {
  readonly path: FieldPath;
  readonly text: string;
  readonly as: "text" | "pattern" | "regex" | "jsonPath" | "css";
  readonly filled: boolean;
  /** The text is the key at this path, not its value. */
  readonly key?: true;
};

const methods = ["get", "post", "put", "patch", "delete", "head", "options"] as const;

/** Every text of a step that a mistake can be in. `path` is relative to the step. */
export const stepTexts = (step: WrittenStep): readonly StepText[] => [
  ...methods.flatMap((method) => deepTexts([method], step[method])),
  ...deepTexts(["headers"], step.headers),
  ...deepTexts(["auth"], step.auth),
  ...deepTexts(["json"], step.json),
  ...deepTexts(["form"], step.form),
  ...deepTexts(["body"], step.body),
  ...deepTexts(["host"], step.host),
  ...Object.entries(step.multipart ?? {}).flatMap(([name, part]) => (typeof part === "object" ? [] : deepTexts(["multipart", name], part))),
  ...deepTexts(["expect", "headers"], step.expect?.headers, "pattern"),
  ...deepTexts(["expect", "text"], step.expect?.text, "pattern"),
  ...Object.entries(step.expect?.json ?? {}).flatMap(([path, expected]) => [
    { path: ["expect", "json", path], text: path, as: "jsonPath", filled: true, key: true } as const,
    ...expectedTexts(["expect", "json", path], expected),
  ]),
  ...Object.entries(step.extract ?? {}).flatMap(([name, from]): StepText[] => {
    const path = ["extract", name];
    if (typeof from === "string") return [{ path, text: from, as: "jsonPath", filled: false }];
    if ("json" in from) return [{ path: [...path, "json"], text: from.json, as: "jsonPath", filled: false }];
    if ("css" in from) return [{ path: [...path, "css"], text: from.css, as: "css", filled: false }];
    return "regex" in from ? [{ path: [...path, "regex"], text: from.regex, as: "regex", filled: false }] : [];
  }),
];

const operators: ReadonlySet<string> = new Set(["exists", "length", "min", "max", "matches", "contains", "not"]);

export const expectedTexts = (path: FieldPath, expected: unknown): readonly StepText[] => {
  const isOperators =
    typeof expected === "object" &&
    expected !== null &&
    !Array.isArray(expected) &&
    Object.keys(expected).every((key) => operators.has(key));
  if (!isOperators) return deepTexts(path, expected);
  return Object.entries(expected).flatMap(([name, argument]: [string, unknown]) => {
    if (name === "matches") return deepTexts([...path, name], argument, "regex");
    return name === "not" || name === "length" ? expectedTexts([...path, name], argument) : deepTexts([...path, name], argument);
  });
};

const deepTexts = (path: FieldPath, value: unknown, as: StepText["as"] = "text"): readonly StepText[] => {
  if (typeof value === "string") return [{ path, text: value, as, filled: true }];
  if (typeof value !== "object" || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, each]) => deepTexts([...path, key], each, as));
};
