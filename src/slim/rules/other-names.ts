import { posix } from "node:path";
import type { SourceEntry } from "../image-index.js";
import { completing, type Rule } from "../rule.js";
import { searchPath } from "../commands.js";

/** Links of both kinds to a kept program from the directories of PATH: alternatives, versioned and older names. They cost nothing and are what people type. */
export const otherNames: Rule = {
  name: "other-names",
  policies: completing,
  start: (context) => {
    const { index } = context;
    const names = new Map<SourceEntry, string[]>();
    for (const directory of searchPath(context)) {
      for (const name of index.children(directory)) {
        const path = posix.join(directory, name);
        const data = index.resolve(path).final?.data;
        if (data !== undefined) names.set(data, [...(names.get(data) ?? []), path]);
      }
    }
    return {
      *follow({ path, data }) {
        if (data === undefined) return;
        for (const name of names.get(data) ?? []) if (name !== path) yield { path: name, why: `another name of ${path}` };
      },
    };
  },
};
