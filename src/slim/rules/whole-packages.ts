import type { Rule } from "../rule.js";
import { usedPackages } from "./rest-of-package.js";

/** `safe`: every file of every package of which one was used, the base system's too. */
export const wholePackages: Rule = {
  name: "whole-package",
  policies: ["safe"],
  start: (context) => ({
    *seed() {
      for (const found of usedPackages(context)) {
        for (const path of found.files) yield { path, why: `belongs to the package ${found.name}, which was used` };
      }
    },
  }),
};
