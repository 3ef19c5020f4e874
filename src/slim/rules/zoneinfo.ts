import { completing, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";

/** Time zones are asked for by users and data, not by boots; the family is some 1 MB. The `posix` and `right` copies stay only if used. */
export const zoneinfo: Rule = {
  name: "zoneinfo",
  policies: completing,
  start: ({ index }) => ({
    *seed() {
      const skip = (directory: string): boolean => /\/(posix|right)$/.test(directory);
      for (const path of filesBelow(index, "/usr/share/zoneinfo", skip)) yield { path, why: "time zones are asked for by name, later" };
    },
  }),
};
