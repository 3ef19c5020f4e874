import { posix } from "node:path";
import type { ImageIndex } from "../image-index.js";
import { completing, type Keep, type Rule, type RuleContext } from "../rule.js";
import { isRecord } from "../used-files.js";
import { filesBelow } from "../walk.js";
import { isOrdinary } from "./ordinary-file.js";

/** A gem directory: `home` holds gems/, extensions/ and specifications/; `name` is NAME-VERSION. */
type Gem = { readonly home: string; readonly name: string };

/** The standard library of a Ruby that was used, and the whole of every gem of which a file was used, with the gems its specification names. */
export const ruby: Rule = {
  name: "ruby",
  policies: completing,
  start: ({ index, used }) => ({
    *seed() {
      const libraries = new Set<string>();
      const gems = new Map<string, Gem>();
      for (const path of used) {
        const library = /^(.*\/ruby\/\d+\.\d+\.\d+)\/(?!gems\/)/.exec(path)?.[1];
        if (library !== undefined) libraries.add(library);
        const gem = isRecord(path) ? undefined : gemOf(path);
        if (gem !== undefined) gems.set(`${gem.home}\0${gem.name}`, gem);
      }
      for (const library of libraries) {
        for (const path of filesBelow(index, library))
          if (isOrdinary(path) && !/\/(rdoc\/generator\/template|ri)\//.test(path))
            yield { path, why: "standard library of a Ruby that was used" };
        for (const gem of bundledGems(index, library)) gems.set(`${gem.home}\0${gem.name}`, gem);
      }
      yield* wholeGems(index, gems);
    },
  }),
};

/** Gems that come with Ruby and are required like its standard library, but for its tools of development. */
function bundledGems(index: ImageIndex, library: string): readonly Gem[] {
  const home = posix.join(posix.dirname(library), "gems", posix.basename(library));
  const tools = /^(rbs|typeprof|debug|minitest|test-unit|power_assert|rdoc|bundler)-\d/;
  return index
    .children(posix.join(home, "gems"))
    .filter((name) => !tools.test(name))
    .map((name) => ({ home, name }));
}

/** Files of these gems and of those they need. */
function* wholeGems(index: ImageIndex, gems: Map<string, Gem>): Generator<Keep> {
  // Grows while it is walked: gems need gems.
  for (const gem of gems.values()) {
    for (const path of filesOf(index, gem)) yield { path, why: `rest of the gem ${gem.name}` };
    for (const needed of dependencies(index, gem)) gems.set(`${needed.home}\0${needed.name}`, needed);
  }
}

/**
 * What `require name` loads: the gem that has such a file, whole with those it needs, or the file in a directory of libraries with the package
 * that owns it and the folder of the same name.
 */
export function* requiredGems(context: RuleContext, name: string): Generator<Keep> {
  const { index, used } = context;
  const file = name.endsWith(".rb") || name.endsWith(".so") ? name : `${name}.rb`;
  const homes = new Set([...used].flatMap((path) => /^(.*)\/(?:gems\/[^/]+-\d[^/]*|specifications)\//.exec(path)?.[1] ?? []));
  const gems = new Map<string, Gem>();
  for (const home of homes) {
    for (const gem of index.children(posix.join(home, "gems"))) {
      if (index.resolve(posix.join(home, "gems", gem, "lib", file)).final !== undefined) gems.set(`${home}\0${gem}`, { home, name: gem });
    }
  }
  yield* wholeGems(index, gems);
  const libraries = new Set([...used].flatMap((path) => /^(.*\/(?:vendor_ruby|site_ruby))\//.exec(path)?.[1] ?? []));
  for (const library of libraries) {
    const found = index.resolve(posix.join(library, file)).final;
    if (found === undefined) continue;
    yield { path: found.path, why: `required as ${name}` };
    for (const path of filesBelow(index, posix.join(library, name.replace(/\.rb$/, "")))) yield { path, why: `required as ${name}` };
    for (const path of context.packages.ownerOf(found.path)?.files ?? []) if (isOrdinary(path)) yield { path, why: `required as ${name}` };
  }
}

function gemOf(path: string): Gem | undefined {
  const [, home, name] = /^(.*)\/(?:gems|extensions\/[^/]+\/[^/]+)\/([^/]+-\d[^/]*)\//.exec(path) ?? [];
  return home === undefined || name === undefined ? undefined : { home, name };
}

/** Within a gem: documentation, tests, sources of its extension. */
const unread =
  /\/(test|tests|spec|specs|doc|docs|examples?|benchmarks?)\/|\.(c|h|o|cc|cpp|md|rdoc|java)$|\/(CHANGELOG|HISTORY|README)[^/]*$/i;

function* filesOf(index: ImageIndex, { home, name }: Gem): Generator<string> {
  const root = posix.join(home, "gems", name);
  for (const path of filesBelow(index, root)) if (!unread.test(path.slice(root.length))) yield path;
  for (const platform of index.children(posix.join(home, "extensions"))) {
    for (const abi of index.children(posix.join(home, "extensions", platform)))
      yield* filesBelow(index, posix.join(home, "extensions", platform, abi, name));
  }
  yield specification(home, name);
}

const specification = (home: string, name: string): string => posix.join(home, "specifications", `${name}.gemspec`);

/** Gems in the same home that a specification's run-time dependencies name, every version of each. Source: RubyGems' generated gemspecs. */
function dependencies(index: ImageIndex, { home, name }: Gem): readonly Gem[] {
  const text = index.read(specification(home, name), { length: 1 << 18 })?.toString("latin1") ?? "";
  const wanted = new Set([...text.matchAll(/add_(?:runtime_)?dependency\(?\s*(?:%q<|["'])([\w.-]+)/g)].map(([, gem = ""]) => gem));
  return index
    .children(posix.join(home, "gems"))
    .filter((other) => wanted.has(other.replace(/-\d[^-]*(-[a-z_\d-]+)?$/, "")))
    .map((other) => ({ home, name: other }));
}
