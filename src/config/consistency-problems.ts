import type { ConfigText, Problem } from "./config-text.js";
import { fieldPath } from "./schema-problems.js";
import type { WrittenConfig, WrittenProbe, WrittenStep } from "./written-config.js";

/** What a schema can't say: names that are there twice, steps with two bodies, ports out of range, bounds the wrong way round. */
export const consistencyProblems = (config: WrittenConfig, locate: ConfigText["locate"]): readonly Problem[] => {
  const problem = (path: readonly (string | number)[], message: string): Problem => {
    const steps = path.map(String);
    return { ...locate(steps, "value"), message: `${fieldPath(steps)}${message}` };
  };
  const checks = config.checks ?? [];
  return [
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
    ...stepsOf(config).flatMap(({ path, step }) => stepProblems(step).map(({ field, message }) => problem([...path, ...field], message))),
  ];
};

type PlacedStep = { readonly path: readonly (string | number)[]; readonly step: WrittenStep };

const stepsOf = (config: WrittenConfig): readonly PlacedStep[] => [
  ...(config.checks ?? []).flatMap((check, index) => (check.http ?? []).map((step, at) => ({ path: ["checks", index, "http", at], step }))),
  ...Object.entries(config.services ?? {}).flatMap(([name, { probe }]) => {
    const base = ["services", name, "probe"];
    if (probe === undefined) return [];
    return isList(probe) ? probe.flatMap((one, index) => probeSteps([...base, index], one)) : probeSteps(base, probe);
  }),
];

const isList = (probe: WrittenProbe | readonly WrittenProbe[]): probe is readonly WrittenProbe[] => Array.isArray(probe);

const probeSteps = (path: readonly (string | number)[], probe: WrittenProbe): readonly PlacedStep[] => {
  if (typeof probe === "string" || !("http" in probe)) return [];
  const { http } = probe;
  return "steps" in http
    ? http.steps.map((step, at) => ({ path: [...path, "http", "steps", at], step }))
    : http.map((step, at) => ({ path: [...path, "http", at], step }));
};

const stepProblems = (step: WrittenStep): readonly { field: readonly string[]; message: string }[] => {
  const bodies = (["json", "form", "body"] as const).filter((field) => step[field] !== undefined);
  const { min, max } = step.expect?.bytes ?? {};
  return [
    ...(bodies.length > 1
      ? [{ field: [bodies[1] ?? ""], message: `expected at most one of json, form, body, found ${bodies.join(" and ")}` }]
      : []),
    ...(min !== undefined && max !== undefined && min > max
      ? [{ field: ["expect", "bytes"], message: `min ${min} is more than max ${max}` }]
      : []),
  ];
};
