import { posix } from "node:path";
import type { ImageEntry } from "../image-index.js";
import type { Reason } from "../../model/slim-image.js";
import { completing, type Keep, type Rule, type RuleContext } from "../rule.js";
import { filesBelow } from "../walk.js";
import { npmHome, npmPackages } from "./node.js";
import { compiledHalf, partsOfModule } from "./perl.js";
import { requiredModules, pythonDistributions } from "./python-distributions.js";
import { requiredGems } from "./ruby.js";

/** A language whose sources name the modules they load. */
type Language = {
  readonly source: RegExp;
  readonly shebang: RegExp;
  readonly names: (text: string) => readonly string[];
  /** `own`: the importing source is the application's own. */
  readonly modules: (context: RuleContext, name: string, from: string, own: boolean) => Iterable<Keep>;
};

const longestSource = 512 * 1024;
const all = (text: string, pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map(([, name = ""]) => name);

const mostStrings = 12;
/** What is loaded by a name in a string: a formatter, a backend. A long table of names is a registry, of which little is loaded. */
const few = (names: readonly string[]): readonly string[] => (new Set(names).size > mostStrings ? [] : names);

const languages: readonly Language[] = [
  {
    source: /\.py$/,
    shebang: /python/,
    names: (text) => [
      ...all(text, /^\s*from\s+([A-Za-z_]\w*)[\w.]*\s+import\b/gm),
      ...all(text, /^\s*import\s+([\w., \t]+)/gm).flatMap((list) =>
        list.split(",").map((name) => /^\s*([A-Za-z_]\w*)/.exec(name)?.[1] ?? ""),
      ),
      ...all(text, /\b(?:import_module|__import__)\(\s*["']([A-Za-z_]\w*)/g),
    ],
    modules: ({ index, used }, name) =>
      pythonDistributions(index, requiredModules(index, homes(used, /^(.*\/(?:site|dist)-packages)\//), name)),
  },
  {
    source: /\.(m|c)?js$/,
    shebang: /node/,
    names: (text) => all(text, /(?:\brequire\(\s*|\bimport\(\s*|\bfrom\s+|\bimport\s+)["']((?:@[\w.-]+\/)?[a-zA-Z][\w.-]*)/g),
    *modules({ index }, name, from) {
      const home = npmHome(index, posix.dirname(from), name);
      if (home !== undefined) yield* npmPackages(index, [home]);
    },
  },
  {
    source: /\.(rb|ru|rake|erb)$|\/(Rakefile|Gemfile)$/,
    shebang: /ruby/,
    names: (text) => all(text, /^[^#\n]*\b(?:require|autoload\s+:\w+,)\s*\(?\s*["']([\w./-]+)["']/gm),
    modules: (context, name) => requiredGems(context, name),
  },
  {
    source: /\.lua$/,
    shebang: /\blua/,
    names: (text) => all(text, /\brequire\s*\(?\s*["']([\w.-]+)["']/g),
    modules: luaModule,
  },
  {
    source: /\.(pl|pm|t|psgi|cgi)$/,
    shebang: /perl/,
    names: (text) => [
      ...all(text, /^[^#\n]*\b(?:use|require)\s+([A-Za-z]\w*(?:::\w+)*)/gm),
      ...all(text, /\buse\s+(?:parent|base)\s+(?:-norequire\s*,\s*)?(?:qw\s*[(/{[]|["'])([^)/}\]"']+)/g).flatMap((list) =>
        list.trim().split(/\s+/),
      ),
      ...few(all(text, /["']([A-Z]\w*(?:::\w+)+)["']/g)),
      // A database's driver is named by its data source alone.
      ...all(text, /\bdbi:(\w+)/gi).map((driver) => `DBD::${driver}`),
    ],
    modules: perlModule,
  },
];

/**
 * Modules that the application's own sources name: what is imported inside a function, at the first request that needs it. Only sources that no
 * package owns are read, and Perl modules that they brought, whose own imports follow no metadata.
 */
export const imports: Rule = {
  name: "imports",
  policies: completing,
  start: (context) => {
    const asked = new Set<string>();
    const perlInUse = [...context.used].some((path) => /\/perl[\d.]*$/.test(path));
    return {
      *follow(entry, reason) {
        const language = isRead(context, entry, reason, perlInUse) ? languageOf(context, entry) : undefined;
        if (language === undefined) return;
        const own = context.packages.ownerOf(entry.path) === undefined;
        const text = context.index.read(entry.path)?.toString("latin1") ?? "";
        for (const name of new Set(language.names(text))) {
          const key = `${language.source.source} ${posix.dirname(entry.path)} ${name}`;
          if (name === "" || asked.has(key)) continue;
          asked.add(key);
          for (const { path } of language.modules(context, name, entry.path, own)) yield { path, why: `${entry.path} imports ${name}` };
        }
      },
    };
  },
};

function isRead(context: RuleContext, { path, type, size, data }: ImageEntry, { rule }: Reason, perlInUse: boolean): boolean {
  if (type !== "file" || size > longestSource) return false;
  if (rule === "imports") return path.endsWith(".pm");
  // Helpers and CGI programs of packages name their modules too, and nothing else says what they need; tools of PATH where Perl is in use.
  if (rule === "package" || rule === "chosen")
    return ((data?.entry.mode ?? 0) & 0o111) !== 0 && isPerl(context, path) && (/^\/usr\/lib\/|\.cgi$/.test(path) || perlInUse);
  return (
    context.packages.ownerOf(path) === undefined && !/\/(site-packages|dist-packages|node_modules|gems|lib\/python3[^/]*)\//.test(path)
  );
}

const isPerl = ({ index }: RuleContext, path: string): boolean =>
  /^#![^\n]*\bperl\b/.test(index.read(path, { length: 128 })?.toString("latin1") ?? "");

const languageOf = ({ index }: RuleContext, { path, data }: ImageEntry): Language | undefined => {
  const byName = languages.find(({ source }) => source.test(path));
  if (byName !== undefined || ((data?.entry.mode ?? 0) & 0o111) === 0) return byName;
  const head = index.read(path, { length: 128 })?.toString("latin1") ?? "";
  return head.startsWith("#!") ? languages.find(({ shebang }) => shebang.test(head.split("\n", 1)[0] ?? "")) : undefined;
};

const homes = (used: ReadonlySet<string>, pattern: RegExp): readonly string[] => [
  ...new Set([...used].flatMap((path) => pattern.exec(path)?.[1] ?? [])),
];

/** The module's file in the first directory that has it, vendors' before Perl's own as in @INC, with its parts. */
function* perlModule(context: RuleContext, name: string, _from: string, own: boolean): Iterable<Keep> {
  const usual = ["/usr/share/perl5", ...["perl5", "perl"].flatMap((kind) => perlHomes(context, kind))];
  const roots = homes(context.used, /^(.*?\/(?:perl5?|site_perl|vendor_perl)(?:\/5[\d.]*)?)\/[A-Z]/).filter(
    (root) => !usual.includes(root),
  );
  const path = [...roots, ...usual]
    .map((root) => `${posix.join(root, ...name.split("::"))}.pm`)
    .find((candidate) => context.index.resolve(candidate).final?.type === "file");
  if (path === undefined) return;
  yield { path, why: "" };
  yield* own ? partsOfModule(context, path, true) : compiledHalf(context, path);
}

/** `/usr/share/perl/5.36`, `/usr/lib/ARCH/perl5/5.36` and the like. */
const perlHomes = ({ index }: RuleContext, kind: string): readonly string[] =>
  ["/usr/share", ...index.children("/usr/lib").map((arch) => posix.join("/usr/lib", arch))]
    .map((home) => posix.join(home, kind))
    .flatMap((home) =>
      index
        .children(home)
        .filter((name) => /^5[\d.]+$/.test(name))
        .map((version) => posix.join(home, version)),
    );

/** Lua's search path in distributions: sources and compiled modules, of each version that is there. */
function* luaModule({ index }: RuleContext, name: string): Iterable<Keep> {
  const file = name.replaceAll(".", "/");
  const top = file.split("/")[0] ?? file;
  const shares = index.children("/usr/share/lua").map((version) => posix.join("/usr/share/lua", version));
  const libraries = index
    .children("/usr/lib")
    .flatMap((arch) => index.children(posix.join("/usr/lib", arch, "lua")).map((version) => posix.join("/usr/lib", arch, "lua", version)));
  for (const home of [...shares, ...libraries]) {
    for (const suffix of [".lua", ".so", "/init.lua"]) yield { path: posix.join(home, `${file}${suffix}`), why: "" };
    for (const path of filesBelow(index, posix.join(home, top))) yield { path, why: "" };
  }
}
