import { randomBytes } from "node:crypto";
import { StackSlimError } from "../model/errors.js";
import type { TextPattern } from "./text-pattern.js";
import { isRegex, parseTextPattern } from "./text-pattern.js";

/** What `{{name}}` stands for in the steps of one check. Extracted JSON values keep their type. */
export type Variables = Map<string, unknown>;

const placeholder = /\{\{\s*([A-Za-z_][\w-]*)\s*\}\}/g;
const onlyPlaceholder = /^\{\{\s*([A-Za-z_][\w-]*)\s*\}\}$/;

/** `random` is 12 hex digits, the same in all steps of one check, so that a user registered in one logs in in the next. */
export const newVariables = (): Variables => new Map([["random", randomBytes(6).toString("hex")]]);

/** The text with every `{{name}}` replaced. Throws StackSlimError `config.variable` for a name that no earlier step extracted. */
export const fill = (text: string, variables: Variables): string =>
  text.replaceAll(placeholder, (_, name: string) => asText(look(name, variables)));

/** As `fill`, for a text or `/regex/` to look for: a value is literal text in both, whatever characters it has. */
export const fillPattern = (written: string, variables: Variables): TextPattern =>
  isRegex(written)
    ? parseTextPattern(
        written.replaceAll(placeholder, (_, name: string) => asText(look(name, variables)).replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&")),
      )
    : { text: fill(written, variables) };

/** Every string and key inside a JSON value; a string that is one placeholder becomes the value itself, so that numbers stay numbers. */
export const fillDeep = (value: unknown, variables: Variables): unknown => {
  if (typeof value === "string") {
    const whole = onlyPlaceholder.exec(value)?.[1];
    return whole === undefined ? fill(value, variables) : look(whole, variables);
  }
  if (Array.isArray(value)) return value.map((each) => fillDeep(each, variables));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [fill(key, variables), fillDeep(each, variables)]));
};

export const fillValues = (record: Readonly<Record<string, string>>, variables: Variables): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, fill(value, variables)]));

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const look = (name: string, variables: Variables): unknown => {
  if (variables.has(name)) return variables.get(name);
  throw new StackSlimError(`{{${name}}} has no value here; known: ${[...variables.keys()].join(", ")}`, {
    code: "config.variable",
    exitCode: 2,
    hint: `extract ${name} in an earlier step of the same check`,
  });
};
