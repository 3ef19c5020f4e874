import { StackSlimError } from "../model/errors.js";
import { placedProbes, type FieldPath } from "./placed-probes.js";
import { stepLists } from "./step-lists.js";
import { stepTexts, type StepText } from "./step-texts.js";
import { webProbeTexts } from "./web-probe-texts.js";
import type { WrittenConfig } from "./written-config.js";

/** How checks and probes read what is written: each throws a StackSlimError that says what it can't read, and why. */
export type Expressions = {
  readonly jsonPath: (written: string) => unknown;
  /** A piece of text, or a `/regular expression/`. */
  readonly pattern: (written: string) => unknown;
  /** A regular expression, with or without its slashes. */
  readonly regex: (written: string) => unknown;
  /** A CSS selector. */
  readonly css: (written: string) => unknown;
  /** The text with its `{{variables}}` replaced by anything; only the names of `known` have a value. */
  readonly fill: (written: string, known: readonly string[]) => string;
};

export type ExpressionProblem = { readonly path: FieldPath; readonly what: "key" | "value"; readonly message: string };

/** JSON paths and regular expressions that can't be read, and variables that no earlier step gives: a boot would be lost on each. */
export const expressionProblems = (config: WrittenConfig, expressions: Expressions): readonly ExpressionProblem[] => [
  ...stepLists(config).flatMap(({ steps, logs }) => {
    const known = ["random"];
    const problems: ExpressionProblem[] = [];
    const look = (base: FieldPath, found: StepText): void => {
      const message = problemOf(found, known, expressions);
      if (message !== undefined) problems.push({ path: [...base, ...found.path], what: found.key === true ? "key" : "value", message });
    };
    for (const { path, step } of steps) {
      for (const text of stepTexts(step)) look(path, text);
      known.push(...Object.keys(step.extract ?? {}));
    }
    for (const { path, match } of logs) look(path, { path: [], text: match, as: "pattern", filled: true });
    return problems;
  }),
  ...placedProbes(config).flatMap(({ path, probe }) =>
    webProbeTexts(probe).flatMap((found) => {
      const message = problemOf(found, [], expressions);
      return message === undefined
        ? []
        : [{ path: [...path, ...found.path], what: found.key === true ? ("key" as const) : ("value" as const), message }];
    }),
  ),
];

const problemOf = ({ text, as, filled }: StepText, known: readonly string[], expressions: Expressions): string | undefined => {
  try {
    const full = filled ? expressions.fill(text, known) : text;
    // What a variable makes of a JSON path, an index or a name, is known only at run time.
    if (as !== "text" && !(as === "jsonPath" && full !== text)) expressions[as](full);
    return undefined;
  } catch (error) {
    if (error instanceof StackSlimError) return error.message;
    throw error;
  }
};
