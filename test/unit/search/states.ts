import type { Candidate, Observation } from "../../../src/search/index.js";

/** Candidates by name and weight. */
export const weights = (record: Readonly<Record<string, number>>): readonly Candidate[] =>
  Object.entries(record).map(([name, weight]) => ({ name, weight }));

/** Boots of services of one letter each. */
export const failed = (slim: string, ...culprits: string[]): Observation => ({ slim: [...slim], pass: false, culprits });
export const passed = (slim: string): Observation => ({ slim: [...slim], pass: true, culprits: [] });
