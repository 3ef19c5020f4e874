import { posix } from "node:path";
import { completing, type Rule, type RuleContext } from "../rule.js";
import { filesBelow } from "../walk.js";
import { closureBytes, heaviestClosureBytes } from "./elf-dlopen.js";

const server = /\/(mysqld|mariadbd)$/;
/** Tables of a fresh system, messages of every language, character sets: below a server's share directory. */
const shares = [
  "/usr/share/mysql",
  "/usr/share/mariadb",
  "/usr/share/mysql-8.0",
  "/usr/share/mysql-8.4",
  "/opt/bitnami/mysql/share",
  "/opt/bitnami/mariadb/share",
];
const pluginHomes = [
  "/usr/lib/mysql/plugin",
  "/usr/lib64/mysql/plugin",
  "/usr/lib64/mariadb/plugin",
  "/opt/bitnami/mysql/lib/plugin",
  "/opt/bitnami/mariadb/plugin",
];

/** What SQL reaches by name in a MariaDB or MySQL that was used: character sets, error messages, plugins that INSTALL names. */
export const mariadb: Rule = {
  name: "mariadb",
  policies: completing,
  start: (context) => ({
    *seed() {
      if (![...context.used].some((path) => server.test(path))) return;
      const { index } = context;
      for (const directory of shares) {
        for (const path of filesBelow(index, directory))
          if (!unread.test(path)) yield { path, why: "messages, character sets and system tables" };
      }
      for (const directory of [...pluginHomes, ...besideUsed(context)]) {
        for (const path of filesBelow(index, directory))
          if (path.endsWith(".so") && closureBytes(context, path) <= heaviestClosureBytes)
            yield { path, why: "plugin of the database server" };
      }
    },
  }),
};

/** Samples of configuration, init scripts, the test suite. */
const unread = /\/(mysql-test|docs?|man|policy|systemd|SELinux)\/|\/(magic|.*\.(cnf|server|logrotate|service|ini))$/;

function besideUsed({ used }: RuleContext): readonly string[] {
  return [...used].filter((path) => /\/(mysql|mariadb)[^/]*\/plugin\/[^/]+\.so$/.test(path)).map((path) => posix.dirname(path));
}
