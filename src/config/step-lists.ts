import type { WrittenCheck, WrittenConfig, WrittenProbe, WrittenStep } from "./written-config.js";

/** Keys and indexes that lead to a field of the file. */
export type FieldPath = readonly (string | number)[];

/** Steps that run one after the other and share variables, and the patterns for logs that come after them. */
export type StepList = {
  readonly steps: readonly { readonly path: FieldPath; readonly step: WrittenStep }[];
  readonly logs: readonly { readonly path: FieldPath; readonly match: string }[];
};

/** The steps of every check and of every HTTP probe, each with its place. */
export const stepLists = (config: WrittenConfig): readonly StepList[] => [
  ...(config.checks ?? []).map(({ http = [], logs = [] }: WrittenCheck, index) => ({
    steps: placed(["checks", index, "http"], http),
    logs: logs.map(({ match }, at) => ({ path: ["checks", index, "logs", at, "match"], match })),
  })),
  ...placedProbes(config).map(({ path, probe }) => ({ steps: probeSteps(path, probe), logs: [] })),
];

/** Every probe that a service is given or a check makes, with its place. */
export const placedProbes = (config: WrittenConfig): readonly { readonly path: FieldPath; readonly probe: WrittenProbe }[] => [
  ...(config.checks ?? []).flatMap(({ probes = [] }, index) =>
    probes.map((probe, at) => ({ path: ["checks", index, "probes", at], probe })),
  ),
  ...Object.entries(config.services ?? {}).flatMap(([name, { probe }]) => {
    const base = ["services", name, "probe"];
    if (probe === undefined) return [];
    return isList(probe) ? probe.map((one, index) => ({ path: [...base, index], probe: one })) : [{ path: base, probe }];
  }),
];

const isList = (probe: WrittenProbe | readonly WrittenProbe[]): probe is readonly WrittenProbe[] => Array.isArray(probe);

const probeSteps = (path: FieldPath, probe: WrittenProbe): StepList["steps"] => {
  if (typeof probe === "string") return [];
  const [kind, written] =
    "http" in probe ? (["http", probe.http] as const) : (["fastcgi", "fastcgi" in probe ? probe.fastcgi : []] as const);
  return "steps" in written ? placed([...path, kind, "steps"], written.steps) : placed([...path, kind], written);
};

const placed = (path: FieldPath, steps: readonly WrittenStep[]): StepList["steps"] =>
  steps.map((step, at) => ({ path: [...path, at], step }));
