import { posix } from "node:path";
import { completing, type Keep, type Rule, type RuleContext } from "../rule.js";
import { filesBelow } from "../walk.js";
import { closureBytes, heaviestClosureBytes } from "./elf-dlopen.js";
import { isOrdinary } from "./ordinary-file.js";

/** Perl's core library: perl-base, then modules and compiled ones. Vendors' modules lie in directories of their own (perl5, vendor_perl). */
const core = /^(.*\/perl-base|.*\/perl\/5[\d.]*|.*\/perl5\/core_perl|\/usr\/local\/lib\/perl5\/5[\d.]*)\//;

/**
 * Perl loads Unicode tables, encodings and the parts of a module (`Foo/*.pm`, `auto/Foo`) when a string or a call first needs them: the core
 * library of a Perl that was used, and what belongs to each module that was loaded.
 */
export const perl: Rule = {
  name: "perl",
  policies: completing,
  start: (context) => ({
    *seed() {
      const homes = new Set<string>();
      const modules = [...context.used].filter((path) => path.endsWith(".pm"));
      for (const path of context.used) {
        const home = core.exec(path)?.[1];
        if (home !== undefined) homes.add(home);
      }
      for (const path of modules) yield* partsOfModule(context, path);
      const shadowed = shadows(modules);
      for (const home of homes) {
        for (const path of filesBelow(context.index, home)) {
          if (isUsable(context, path) && !shadowed(path.slice(home.length))) yield { path, why: "library of a Perl that was used" };
        }
      }
    },
  }),
};

const isUsable = (context: RuleContext, path: string): boolean =>
  isOrdinary(path) && !/\.(pod|ph)$/.test(path) && !(path.endsWith(".so") && closureBytes(context, path) > heaviestClosureBytes);

/** What lies below a module's name, beside it and in its compiled half. `path`: of the .pm file. */
export function* partsOfModule(context: RuleContext, path: string): Generator<Keep> {
  const [, root = "", name = ""] =
    /^(.*?\/(?:perl5?|lib|site_perl|vendor_perl|perl-base)(?:\/5[\d.]*)?)\/([A-Z]\w*(?:\/.+)?)\.pm$/.exec(path) ?? [];
  const places = [path.slice(0, -".pm".length), ...(name === "" ? [] : [posix.join(root, "auto", name)])];
  for (const place of places) {
    for (const file of filesBelow(context.index, place))
      if (isUsable(context, file)) yield { path: file, why: `belongs to the Perl module ${path}` };
  }
}

/** A module that a vendor's directory has in a newer version hides the core's, with all its parts: @INC names vendors first. */
function shadows(modules: readonly string[]): (relative: string) => boolean {
  const names = new Set<string>();
  for (const path of modules) {
    const [, vendor, name] = /^(.*\/(?:perl5(?:\/5[\d.]*)?|vendor_perl(?:\/5[\d.]*)?))\/([A-Z]\w*(?:\/.+)?)\.pm$/.exec(path) ?? [];
    if (vendor !== undefined && name !== undefined && !core.test(path)) names.add(name);
  }
  return (relative) => {
    const inner = relative.replace(/^\/(auto\/)?/, "").replace(/\.pm$/, "");
    for (let name = inner; name !== "."; name = posix.dirname(name)) if (names.has(name)) return true;
    return false;
  };
}
