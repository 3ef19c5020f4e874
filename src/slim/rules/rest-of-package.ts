import { posix } from "node:path";
import type { Package } from "../packages.js";
import { type Rule, type RuleContext } from "../rule.js";
import { isRecord } from "../used-files.js";
import { closureBytes, heaviestClosureBytes } from "./elf-dlopen.js";
import { isOrdinary } from "./ordinary-file.js";

/** Where the base system's bytes are, and the standard libraries of languages; other rules keep of them what is needed. */
const byNeed =
  /^(libc6|libc-bin|locales.*|musl|tzdata|perl-base|coreutils|libperl5.*|perl|perl-modules.*|libruby[\d.]*|ruby[\d.]+|lib?python3.*-(minimal|stdlib)|python3[\d.]*(-minimal)?|.*-dev|.*-dbg.*|.*-doc|gcc-.*-base)$/;

/**
 * The rest of every package of which a file was used: what a boot did not reach (a codec, an error page, an admin tool) mostly lies beside what it
 * did. Left out of packages of the base system, which every image has and most services use by a file or two, and documentation.
 */
export const restOfPackage: Rule = {
  name: "package",
  policies: ["balanced"],
  start: (context) => ({
    *seed() {
      for (const found of usedPackages(context)) {
        if (isByNeed(found)) continue;
        for (const path of usefulFiles(context, found)) yield { path, why: `belongs to the package ${found.name}, which was used` };
      }
    },
  }),
};

/** Of the base system, or such that other rules say what is needed of it. */
export const isByNeed = ({ base, name }: Package): boolean => base || byNeed.test(name);

/** What of a package a service may come to use: no documentation, no subsystem that nobody used (unless `large`), no large tool that nobody ran. */
export const usefulFiles = (context: RuleContext, { files }: Package, large = false): readonly string[] =>
  files.filter(
    (path) =>
      isOrdinary(path) && !isSharedLibrary(context, path) && (large || !isHeavyPlugin(context, path)) && !isLargeTool(context, path),
  );

/** In the loader's directories libraries (not plugins, which have no version) are there for those who link or name them, and kept for their sake. */
const isSharedLibrary = ({ libraries }: RuleContext, path: string): boolean =>
  /\/lib[^/]*\.so\.[\w.]+$/.test(path) && libraries.directories.includes(posix.dirname(path));

/** The packages of all used files, and of links on the way to them. */
export function usedPackages({ used, packages, trace }: RuleContext): ReadonlySet<Package> {
  const found = new Set<Package>();
  const links = trace.facts.flatMap(({ kind, path }) => (kind === "link" ? [path] : []));
  for (const path of [...used, ...links]) {
    if (isRecord(path)) continue;
    const owner = packages.ownerOf(path);
    if (owner !== undefined) found.add(owner);
  }
  return found;
}

const largestToolBytes = 512 * 1024;
const operatorsTool =
  /(^|-)(dump|dumpall|backup|restore|upgrade|admin|check(-\w+)?|binlog|tzinfo-to-sql)$|ctl$|^(mariadb|mysql|mysqladmin|mysqldump|psql|pg_\w+|mongosh?|redis-cli|redis-benchmark|promtool|git|git-daemon|git-remote-\w+)$/;

/** A large program that neither the service nor a script ran; tools an operator runs in the container (backup, restore, upgrade) stay. */
function isLargeTool(context: RuleContext, path: string): boolean {
  if (!/\/(s?bin|git-core|libexec)\/[^/]+$/.test(path) || operatorsTool.test(posix.basename(path))) return false;
  // Through links of both kinds: a second name brings the program along, or costs nothing because that was used.
  const file = context.index.resolve(path).final;
  if (file === undefined || file.size <= largestToolBytes || context.elf(file.path) === undefined) return false;
  const isUsed = [...context.used].some((used) => context.index.get(used)?.data === file.data);
  return !isUsed;
}

/** A shared object outside the loader's directories that would draw in a subsystem nobody used (a database's JIT with its compiler). */
function isHeavyPlugin(context: RuleContext, path: string): boolean {
  const isPlugin = path.endsWith(".so") && !context.used.has(path) && !context.libraries.directories.includes(posix.dirname(path));
  return isPlugin && closureBytes(context, path) > heaviestClosureBytes;
}
