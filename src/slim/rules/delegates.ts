import { namedPrograms } from "../commands.js";
import { completing, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";

const program = /\/(convert|magick|identify|mogrify|montage|composite)(-im\d[^/]*)?$/;
const lists = /^\/etc\/ImageMagick-\d\/delegates\.xml$/;
const longestList = 1 << 20;

/**
 * Formats that ImageMagick leaves to another program (PDF, SVG): those that its list of delegates names, and the fonts of its type maps. Only where
 * its programs were used; a library that merely links it gets neither.
 */
export const delegates: Rule = {
  name: "delegates",
  policies: completing,
  start: (context) => ({
    *seed() {
      const { index, used } = context;
      if (![...used].some((path) => program.test(path))) return;
      for (const directory of index.children("/etc").filter((name) => name.startsWith("ImageMagick-"))) {
        for (const list of filesBelow(index, `/etc/${directory}`)) {
          if (!lists.test(list)) continue;
          const text = index.read(list, { length: longestList })?.toString("latin1") ?? "";
          const commands = [...text.matchAll(/command="([^"]*)"/g)].map(([, command = ""]) => command.replaceAll(/&(quot|amp);/g, " "));
          for (const command of commands) {
            const [word = ""] = command.trim().split(/\s+/);
            for (const path of namedPrograms(context, word)) yield { path, why: `named by ${list}` };
          }
        }
      }
      for (const path of filesBelow(index, "/usr/share/fonts/type1")) yield { path, why: "ImageMagick's type maps name them" };
    },
  }),
};
