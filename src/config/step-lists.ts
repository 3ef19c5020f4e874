import type { WrittenCheck, WrittenConfig, WrittenProbe, WrittenStep } from "./written-config.js";

import { ofProbe, trafficsAt, type PlacedTraffic } from "./written-traffic.js";

/** Keys and indexes that lead to a field of the file. */
export type FieldPath = readonly (string | number)[];

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
  ...Object.entries(config.services ?? {}).flatMap(([name, { probe }]) => {
    const base = ["services", name, "probe"];
    if (probe === undefined) return [];
    const probes = isList(probe) ? probe.map((one, index) => ({ path: [...base, index], one })) : [{ path: base, one: probe }];
    return probes.map(({ path, one }) => ({ steps: probeSteps(path, one), logs: [] }));
  }),
];

const isList = (probe: WrittenProbe | readonly WrittenProbe[]): probe is readonly WrittenProbe[] => Array.isArray(probe);

const probeSteps = (path: FieldPath, probe: WrittenProbe): StepList["steps"] => {
  if (typeof probe === "string" || !("http" in probe)) return loginSteps(ofProbe(path, probe));
  const { http } = probe;
  return "steps" in http ? placed([...path, "http", "steps"], http.steps) : placed([...path, "http"], http);
};

const loginSteps = (traffics: readonly PlacedTraffic[]): StepList["steps"] =>
  traffics.flatMap(({ path, traffic }) => placed([...path, "login"], traffic.login ?? []));

const placed = (path: FieldPath, steps: readonly WrittenStep[]): StepList["steps"] =>
  steps.map((step, at) => ({ path: [...path, at], step }));
