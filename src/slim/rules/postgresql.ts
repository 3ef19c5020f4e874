import { posix } from "node:path";
import { completing, type Rule, type RuleContext } from "../rule.js";
import { filesBelow } from "../walk.js";
import { closureBytes, heaviestClosureBytes } from "./elf-dlopen.js";
import { isOrdinary } from "./ordinary-file.js";

/**
 * What SQL reaches by name in a PostgreSQL that was used: time zone abbreviations, extensions and their scripts, dictionaries and stop words,
 * the loadable libraries (but a JIT that would bring a compiler), and the programs beside the server.
 */
export const postgresql: Rule = {
  name: "postgresql",
  policies: completing,
  start: (context) => ({
    *seed() {
      const { index } = context;
      for (const directory of shareDirectories(context)) {
        for (const path of filesBelow(index, directory))
          if (isOrdinary(path)) yield { path, why: "time zones, extensions, dictionaries of a PostgreSQL that was used" };
      }
      for (const directory of libraryDirectories(context)) {
        for (const path of filesBelow(index, directory)) {
          const heavy = path.endsWith(".so") && closureBytes(context, path) > heaviestClosureBytes;
          if (isOrdinary(path) && !heavy) yield { path, why: "loadable library of a PostgreSQL that was used" };
        }
      }
    },
  }),
};

const isServer = (path: string): boolean => posix.basename(path) === "postgres";

/** Debian: /usr/share/postgresql/15; built from source: PREFIX/share/postgresql. */
function shareDirectories({ used }: RuleContext): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of used) {
    const directory =
      /^(.*\/share\/postgresql(?:\/\d+)?)\/(?:timezonesets|postgres\.bki|extension|tsearch_data|postgresql\.conf\.sample)/.exec(path)?.[1];
    if (directory !== undefined) found.add(directory);
    if (!isServer(path)) continue;
    // /usr/lib/postgresql/15/bin/postgres, /usr/local/bin/postgres
    const debian = /^(.*)\/lib\/postgresql\/(\d+)\/bin\//.exec(path);
    found.add(
      debian === null ? posix.join(posix.dirname(path), "../share/postgresql") : `${debian[1] ?? ""}/share/postgresql/${debian[2] ?? ""}`,
    );
  }
  return found;
}

function libraryDirectories({ used }: RuleContext): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of used) {
    if (!isServer(path)) continue;
    const bin = posix.dirname(path);
    found.add(/\/lib\/postgresql\/\d+\/bin$/.test(bin) ? posix.join(bin, "../lib") : posix.join(bin, "../lib/postgresql"));
  }
  return found;
}
