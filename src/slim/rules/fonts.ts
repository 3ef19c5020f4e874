import { posix } from "node:path";
import { completing, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";

/** What fontconfig falls back to when nobody asks for a family of their own. */
const fallback = /\/(dejavu|liberation2?|ttf-dejavu|ttf-liberation)\//i;
const configuration = ["/etc/fonts", "/usr/share/fontconfig"];

/**
 * Fonts, where a program links fontconfig: all of them if it was started while profiling, for then the service draws text. Else the fallback
 * families alone, if the image has them: many link fontconfig through an image library and draw text only now and then.
 */
export const fonts: Rule = {
  name: "fonts",
  policies: completing,
  start: ({ index, used }) => ({
    *follow({ path }) {
      if (!/^libfontconfig\.so/.test(posix.basename(path))) return;
      for (const directory of configuration)
        for (const file of filesBelow(index, directory)) yield { path: file, why: "configuration of fonts" };
      const all = [...filesBelow(index, "/usr/share/fonts")];
      const basic = all.filter((file) => fallback.test(file));
      const drawn = all.length === 0 || basic.length === 0 || [...used].some((file) => /^\/etc\/fonts\/|^\/usr\/share\/font/.test(file));
      for (const file of drawn ? all : basic) yield { path: file, why: drawn ? "a font" : "a font to fall back to" };
    },
  }),
};
