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
        // Read by `use diagnostics`.
        yield { path: posix.join(home, "pod/perldiag.pod"), why: "library of a Perl that was used" };
        for (const path of filesBelow(context.index, home)) {
          if (isUsable(context, path) && !development.test(path.slice(home.length)) && !shadowed(path.slice(home.length)))
            yield { path, why: "library of a Perl that was used" };
        }
      }
    },
  }),
};

/** Modules that install, build and test others. */
const development = /^\/(auto\/)?(CPAN|ExtUtils|TAP|Test2?|Module\/CoreList|perl5db)(\/|\.pm|\.pl|$)/;

const isUsable = (context: RuleContext, path: string, named = false): boolean =>
  isOrdinary(path) && !path.endsWith(".ph") && (named || !path.endsWith(".so") || closureBytes(context, path) <= heaviestClosureBytes);

/** What lies below a module's name and in its compiled half. `path`: of the .pm file; `named`: by the application, so that no library is too large. */
export function* partsOfModule(context: RuleContext, path: string, named = false): Generator<Keep> {
  for (const file of filesBelow(context.index, path.slice(0, -".pm".length)))
    if (isUsable(context, file, named)) yield { path: file, why: `belongs to the Perl module ${path}` };
  yield* compiledHalf(context, path, named, true);
}

/** The shared object of a module, and with `deep` those of the modules below it. */
export function* compiledHalf(context: RuleContext, path: string, named = false, deep = false): Generator<Keep> {
  const [, root, name] = /^(.*?\/(?:perl5?|lib|site_perl|vendor_perl|perl-base)(?:\/5[\d.]*)?)\/([A-Z]\w*(?:\/.+)?)\.pm$/.exec(path) ?? [];
  if (root === undefined || name === undefined) return;
  for (const file of filesBelow(context.index, posix.join(root, "auto", name), () => !deep))
    if (isUsable(context, file, named)) yield { path: file, why: `belongs to the Perl module ${path}` };
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
