import { completing, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";
import { isLeftover } from "./ordinary-file.js";

const largest = 256 * 1024;

/** Configuration is small and read by branches a boot doesn't take: all regular files of /etc, but for the package manager's and init's. */
export const configuration: Rule = {
  name: "configuration",
  policies: completing,
  start: ({ index, packages }) => ({
    *seed() {
      if (packages.kind === "none") return;
      for (const path of filesBelow(index, "/etc")) {
        const entry = index.get(path);
        if (entry?.type === "file" && entry.size <= largest && !isLeftover(path)) yield { path, why: "configuration" };
      }
    },
  }),
};
