import { posix } from "node:path";
import { completing, type Rule, type RuleContext } from "../rule.js";
import { filesBelow } from "../walk.js";
import { closureBytes, heaviestClosureBytes } from "./elf-dlopen.js";

const interpreter = /\/(php(-fpm|-cgi)?[\d.]*|libphp[\d.]*\.so|frankenphp)$/;
const configuration = [
  "/etc/php",
  "/etc/php8",
  "/etc/php81",
  "/etc/php82",
  "/etc/php83",
  "/etc/php84",
  "/usr/local/etc/php",
  "/usr/local/etc/php-fpm.d",
];
/** Consoles of frameworks and scheduled jobs run it in the service's container. */
const programs = ["/usr/bin/php", "/usr/local/bin/php"];
const extensionHomes = [
  "/usr/lib/php",
  "/usr/local/lib/php/extensions",
  "/usr/lib/php8",
  "/usr/lib/php81",
  "/usr/lib/php82",
  "/usr/lib/php83",
];

/**
 * PHP loads its extensions and their ini files at start, but a command line and a server each have their own set; Composer's packages are
 * loaded class by class. All of them stay where a PHP was used.
 */
export const php: Rule = {
  name: "php",
  policies: completing,
  start: (context) => ({
    *seed() {
      if (![...context.used].some((path) => interpreter.test(path))) return;
      const { index } = context;
      for (const directory of configuration)
        for (const path of filesBelow(index, directory)) yield { path, why: "configuration of a PHP that was used" };
      for (const path of programs) yield { path, why: "command line of a PHP that was used" };
      for (const directory of extensionHomes) {
        for (const path of filesBelow(index, directory)) {
          if (isExtension(path) && closureBytes(context, path) <= heaviestClosureBytes)
            yield { path, why: "extension of a PHP that was used" };
        }
      }
      for (const vendor of composerHomes(context)) {
        for (const path of filesBelow(index, vendor))
          if (!unread.test(path.slice(vendor.length))) yield { path, why: `Composer package in ${vendor}` };
      }
    },
  }),
};

const isExtension = (path: string): boolean => path.endsWith(".so");

/** Of Composer packages: tests and documentation. */
const unread = /\/(tests?|docs?|examples?)\/|\.(md|rst|dist)$/i;

function composerHomes({ used, index }: RuleContext): ReadonlySet<string> {
  const homes = new Set<string>();
  for (const path of used) {
    const vendor = /^(.*\/vendor)\//.exec(path)?.[1];
    if (vendor !== undefined && index.get(posix.join(vendor, "composer/autoload_real.php")) !== undefined) homes.add(vendor);
  }
  return homes;
}
