import { posix } from "node:path";
import { completing, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";
import { isOrdinary } from "./ordinary-file.js";

/** Where Perl's own library lies: its core (perl-base), then modules and compiled ones. */
const library = /^(.*\/(?:perl-base|perl5?\/(?:5[\d.]*|core_perl)))\//;

/**
 * Perl loads Unicode tables, encodings and the parts of a module (`Foo/*.pm`, `auto/Foo`) when a string or a call first needs them: the library
 * of a Perl that was used, and what belongs to each module that was loaded.
 */
export const perl: Rule = {
  name: "perl",
  policies: completing,
  start: ({ index, used }) => ({
    *seed() {
      const libraries = new Set<string>();
      for (const path of used) {
        const home = library.exec(path)?.[1];
        if (home !== undefined) libraries.add(home);
        if (!path.endsWith(".pm")) continue;
        const root = /^(.*\/(?:perl5?|lib|site_perl|vendor_perl)(?:\/5[\d.]*)?)\/([A-Z]\w*(?:\/.+)?)\.pm$/.exec(path);
        for (const part of [path.slice(0, -3), ...(root === null ? [] : [posix.join(root[1] ?? "", "auto", root[2] ?? "")])]) {
          for (const file of filesBelow(index, part)) if (isUsable(file)) yield { path: file, why: `belongs to the Perl module ${path}` };
        }
      }
      for (const home of libraries)
        for (const file of filesBelow(index, home)) if (isUsable(file)) yield { path: file, why: "library of a Perl that was used" };
    },
  }),
};

const isUsable = (path: string): boolean => isOrdinary(path) && !path.endsWith(".pod");
