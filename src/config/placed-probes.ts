import type { WrittenConfig, WrittenProbe } from "./written-config.js";

/** Keys and indexes that lead to a field of the file. */
export type FieldPath = readonly (string | number)[];

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
