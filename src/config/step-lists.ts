import { placedProbes, type FieldPath } from "./placed-probes.js";
import type { WrittenCheck, WrittenConfig, WrittenProbe, WrittenStep } from "./written-config.js";
import { ofProbe, trafficsAt, type PlacedTraffic } from "./placed-traffics.js";

/** Steps that run one after the other and share variables, and the patterns for logs that come after them. */
export type StepList = {
  readonly steps: readonly { readonly path: FieldPath; readonly step: WrittenStep }[];
  readonly logs: readonly { readonly path: FieldPath; readonly match: string }[];
};

/** The steps of every check and of every probe that has some, logins included, each with its place. */
export const stepLists = (config: WrittenConfig): readonly StepList[] => [
  ...(config.checks ?? []).map(({ http = [], logs = [], ...traffics }: WrittenCheck, index) => ({
    steps: [...placed(["checks", index, "http"], http), ...loginSteps(trafficsAt(["checks", index], traffics))],
    logs: logs.map(({ match }, at) => ({ path: ["checks", index, "logs", at, "match"], match })),
  })),
  ...placedProbes(config).map(({ path, probe }) => ({ steps: probeSteps(path, probe), logs: [] })),
];

const probeSteps = (path: FieldPath, probe: WrittenProbe): StepList["steps"] => {
  if (typeof probe === "string") return [];
  if (!("http" in probe) && !("fastcgi" in probe)) return loginSteps(ofProbe(path, probe));
  const [kind, written] = "http" in probe ? (["http", probe.http] as const) : (["fastcgi", probe.fastcgi] as const);
  return "steps" in written ? placed([...path, kind, "steps"], written.steps) : placed([...path, kind], written);
};

const loginSteps = (traffics: readonly PlacedTraffic[]): StepList["steps"] =>
  traffics.flatMap(({ path, traffic }) => placed([...path, "login"], traffic.login ?? []));

const placed = (path: FieldPath, steps: readonly WrittenStep[]): StepList["steps"] =>
  steps.map((step, at) => ({ path: [...path, at], step }));
