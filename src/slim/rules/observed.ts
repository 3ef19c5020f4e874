import { everyPolicy, type Rule } from "../rule.js";
import { factPaths } from "../used-files.js";

/** What the sensor saw: opened, run, asked about (a .pyc is checked against the stat of its .py), read as a link, listed, changed. */
export const observed: Rule = {
  name: "observed",
  policies: everyPolicy,
  start: ({ trace }) => ({
    *seed() {
      for (const fact of trace.facts) for (const path of factPaths(fact)) yield { path, why: `seen while profiling (${fact.kind})` };
    },
  }),
};
