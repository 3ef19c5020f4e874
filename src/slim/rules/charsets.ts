import { posix } from "node:path";
import { broughtAlong, completing, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";

/** These link iconv for their own prompt, or for locales that are no UTF-8; so do the small tools of base packages. */
const withoutConversion =
  /^(bash|dash|sh|zsh|libc\.so\.6|iconv|localedef|libunistring\.so.*|libidn2?\.so.*|libpsl\.so.*|libaprutil-1\.so.*|libstdc\+\+\.so.*)$/;

/** EBCDIC and other character sets of mainframes: half of the converters' bytes. The code pages of personal computers are none of them. */
const mainframe = /\/(EBCDIC-[^/]*|IBM(?!437|85\d|86\d|874|9(21|22|32|43)\.)[^/]*)\.so$/;

/** glibc's converters, for programs that call iconv, and locales: C.UTF-8 always, the archive where the configuration names a locale. */
export const charsets: Rule = {
  name: "charsets",
  policies: completing,
  start: ({ index, environment, used, elf, packages }) => ({
    *seed() {
      for (const path of [...filesBelow(index, "/usr/lib/locale/C.utf8"), ...filesBelow(index, "/usr/lib/locale/C.UTF-8")])
        yield { path, why: "the C.UTF-8 locale" };
      const locales = ["LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_COLLATE"].flatMap((name) => environment[name] ?? []);
      const other = locales.filter((locale) => !/^(C|POSIX)?(\.|$)/.test(locale));
      if (other.length === 0) return;
      yield { path: "/usr/lib/locale/locale-archive", why: `locale ${other.join(", ")} is configured` };
      for (const locale of other) {
        for (const path of filesBelow(index, `/usr/lib/locale/${locale.replace(/\.utf-?8/i, ".utf8")}`))
          yield { path, why: "configured locale" };
      }
    },
    *follow({ path, type }, { rule }) {
      const converter = path.includes("/gconv/") && path.endsWith(".so") && used.has(path);
      if (broughtAlong.has(rule) && !converter) return;
      const base = withoutConversion.test(posix.basename(path)) || packages.ownerOf(path)?.base === true;
      if (!converter && (type !== "file" || base || elf(path)?.converts !== true)) return;
      for (const directory of index.children("/usr/lib").filter((name) => name.includes("-linux-"))) {
        for (const found of filesBelow(index, `/usr/lib/${directory}/gconv`)) {
          if (!mainframe.test(found) || used.has(found)) yield { path: found, why: `${path} converts character sets` };
        }
      }
    },
  }),
};
