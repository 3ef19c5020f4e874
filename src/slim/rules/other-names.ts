import { posix } from "node:path";
import { completing, type Rule } from "../rule.js";
import { searchPath } from "../commands.js";

/** Links to a kept program from the directories of PATH: alternatives, versioned and older names. They cost nothing and are what people type. */
export const otherNames: Rule = {
  name: "other-names",
  policies: completing,
  start: (context) => {
    const { index } = context;
    const names = new Map<string, string[]>();
    for (const directory of searchPath(context)) {
      for (const name of index.children(directory)) {
        const path = posix.join(directory, name);
        const final = index.resolve(path).final?.path;
        if (index.get(path)?.type === "symlink" && final !== undefined) names.set(final, [...(names.get(final) ?? []), path]);
      }
    }
    return {
      *follow({ path, type }) {
        if (type === "file") for (const link of names.get(path) ?? []) yield { path: link, why: `another name of ${path}` };
      },
    };
  },
};
