import { posix } from "node:path";
import type { Package, Packages } from "../packages.js";
import { completing, type Rule, type RuleContext } from "../rule.js";
import { npmPackages } from "./node.js";
import { isByNeed, usedPackages, usefulFiles } from "./rest-of-package.js";

/** Packages of one language's modules, and the program whose use says that the language is in use. */
type Language = { readonly module: RegExp; readonly interpreter: RegExp };

const languages: readonly Language[] = [
  { module: /^(python3-|py3-)/, interpreter: /\/python3[\d.]*$/ },
  { module: /^(ruby-|rake$|bundler$|puma$)/, interpreter: /\/ruby[\d.]*$/ },
  { module: /^lib.*-perl$|^perl-(?!base|modules)/, interpreter: /\/perl[\d.]*$/ },
  { module: /^php/, interpreter: /\/(php[^/]*|libphp[\d.]*\.so)$/ },
  { module: /^lua-/, interpreter: /\/(lua[\d.]*|liblua[^/]*|haproxy|nginx)$/ },
];

/**
 * What somebody asked for by name when the image was made: a tool for its operators, a module that is loaded by need, a font. And what that asks
 * for in turn, as far as it is modules of a language in use: these are imported without a trace in any file name. Libraries are kept by need.
 */
export const chosenPackages: Rule = {
  name: "chosen",
  policies: completing,
  start: (context) => ({
    *seed() {
      const chosen = context.packages.all.filter((found) => found.chosen && isWanted(found));
      for (const found of chosen) {
        // A module that somebody asked for by name may bring as large a library as it needs.
        const large = languages.some(({ module }) => module.test(found.name));
        for (const path of usefulFiles(context, found, large)) yield { path, why: `the package ${found.name} was installed by name` };
      }
      const manifests = chosen.flatMap(({ files }) => files.filter((path) => /\/nodejs\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path)));
      yield* npmPackages(
        context.index,
        manifests.map((path) => posix.dirname(path)),
      );
      const used = [...usedPackages(context)].filter(({ base }) => !base);
      for (const [found, by] of modulesOf(context, [...chosen, ...used])) {
        for (const path of usefulFiles(context, found)) yield { path, why: `a module that ${by} depends on: ${found.name}` };
      }
      yield* siblingTools(context, [...chosen, ...used.filter((found) => !isByNeed(found))]);
    },
  }),
};

const isLibrary = ({ section, name }: Package): boolean =>
  /(^|\/)(old)?libs$|libdevel|debug|doc$/.test(section) || /^lib[^-]*\d|-libs$|-dev$/.test(name);
/** Named to make the image: they fetch, unpack, compile. What the service does with them is seen, or named by a command or a script. */
const forBuilding =
  /^(apt|apt-.*|curl|wget|gnupg.*|gpg|gpg-agent|dirmngr|git|build-essential|gcc|g\+\+|make|cmake|patch|dpkg-dev|unzip|bzip2|xz-utils|lsb-release|software-properties-common)$/;
const isWanted = (found: Package): boolean => !isByNeed(found) && !isLibrary(found) && !forBuilding.test(found.name);

/** Modules of languages in use that the packages want, and what those want: package → the name of the one that wants it. */
function modulesOf(context: RuleContext, start: readonly Package[]): ReadonlyMap<Package, string> {
  const inUse = languages.filter(({ interpreter }) => [...context.used].some((path) => interpreter.test(path)));
  const byName = new Map(context.packages.all.map((found) => [found.name, found]));
  const modules = new Map<Package, string>();
  const waiting = [...start];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const name of next.wants) {
      const wanted = byName.get(name);
      if (wanted === undefined || modules.has(wanted) || !inUse.some(({ module }) => module.test(name))) continue;
      modules.set(wanted, next.name);
      waiting.push(wanted);
    }
  }
  return modules;
}

/** Programs of packages built from the same source: a server's client, its dump and check tools. */
function* siblingTools(context: RuleContext, of: readonly Package[]): Generator<{ readonly path: string; readonly why: string }> {
  const sources = new Map(of.map((found) => [found.source, found.name]));
  for (const found of toolPackages(context.packages)) {
    const sibling = sources.get(found.source);
    if (sibling === undefined || sibling === found.name) continue;
    for (const path of usefulFiles(context, found)) {
      if (/\/s?bin\/[^/]+$/.test(path)) yield { path, why: `a tool of ${sibling}, from the package ${found.name}` };
    }
  }
}

const toolPackages = ({ all }: Packages): readonly Package[] =>
  all.filter((found) => !isByNeed(found) && !/-(dev|doc|dbg|dbgsym)$/.test(found.name));
