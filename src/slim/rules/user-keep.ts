import picomatch from "picomatch";
import { everyPolicy, type Rule } from "../rule.js";

/** Globs of `keep` in stack-slim.yml. */
export const userKeep: Rule = {
  name: "keep",
  policies: everyPolicy,
  start: ({ index, service }) => ({
    *seed() {
      if (service.keep.length === 0) return;
      const matches = picomatch([...service.keep], { dot: true });
      for (const { path, type } of index.entries())
        if (type !== "directory" && matches(path)) yield { path, why: "kept by the configuration" };
    },
  }),
};
