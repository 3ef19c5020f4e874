import { parseContinueAfter } from "../model/continue-after.js";
import { parseDuration } from "../model/duration.js";
import type { ConfigText, Problem } from "./config-text.js";
import { expressionProblems, type Expressions } from "./expression-problems.js";
import type { FieldPath } from "./placed-probes.js";
import { fieldPath } from "./schema-problems.js";
import { stepLists } from "./step-lists.js";
import type { WrittenConfig, WrittenStep } from "./written-config.js";

/**
 * What a schema can't say: names that are there twice, steps with two bodies, ports out of range, bounds the wrong way round, and JSON paths,
 * regular expressions and variables that make no sense.
 */
export const consistencyProblems = (config: WrittenConfig, locate: ConfigText["locate"], expressions: Expressions): readonly Problem[] => {
  const problem = (path: FieldPath, message: string, what: "key" | "value" = "value"): Problem => {
    const steps = path.map(String);
    return { ...locate(steps, what), message: `${fieldPath(steps)}${message}` };
  };
  const checks = config.checks ?? [];
  const watchMs = parseDuration(config.watch ?? "5s") ?? 0;
  return [
    ...(watchMs >= 1000 && watchMs <= 3_600_000 ? [] : [problem(["watch"], `expected 1s to 1h, found ${config.watch ?? ""}`)]),
    ...checks.flatMap(({ name }, index) => {
      const first = checks.findIndex((other) => other.name === name);
      return first === index
        ? []
        : [problem(["checks", index, "name"], `${JSON.stringify(name)} is the name of checks[${first}] too, expected a name of its own`)];
    }),
    ...checks.flatMap(({ target }, index) => {
      const port = target?.split(":")[1];
      return port === undefined || (Number(port) >= 1 && Number(port) <= 65535)
        ? []
        : [problem(["checks", index, "target"], `expected a container port from 1 to 65535, found ${port}`)];
    }),
    ...modeProblems(config.continueAfter).map(({ path, message }) => problem(path, message)),
    ...stepLists(config)
      .flatMap(({ steps }) => steps)
      .flatMap(({ path, step }) => stepProblems(step).map(({ field, message }) => problem([...path, ...field], message))),
    ...expressionProblems(config, expressions).map(({ path, message, what }) => problem(path, message, what)),
  ];
};

const modeProblems = (written: WrittenConfig["continueAfter"] = []): readonly { path: FieldPath; message: string }[] =>
  (typeof written === "object" ? [...written.entries()] : [[undefined, written] as const]).flatMap(([index, one]) => {
    const mode = parseContinueAfter(one);
    return "error" in mode ? [{ path: ["continueAfter", ...(index === undefined ? [] : [index])], message: mode.error }] : [];
  });

const stepProblems = (step: WrittenStep): readonly { field: readonly string[]; message: string }[] => {
  const bodies = (["json", "form", "body", "file", "multipart"] as const).filter((field) => step[field] !== undefined);
  const { min, max } = step.expect?.bytes ?? {};
  return [
    ...(bodies.length > 1
      ? [{ field: [bodies[1] ?? ""], message: `expected at most one of json, form, body, file, multipart, found ${bodies.join(" and ")}` }]
      : []),
    ...(min !== undefined && max !== undefined && min > max
      ? [{ field: ["expect", "bytes"], message: `min ${min} is more than max ${max}` }]
      : []),
  ];
};
