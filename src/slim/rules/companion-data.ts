import { posix } from "node:path";
import { broughtAlong, completing, type Rule, type RuleContext } from "../rule.js";
import { filesBelow } from "../walk.js";
import { closureBytes } from "./elf-dlopen.js";
import { isOrdinary } from "./ordinary-file.js";

type Companion = { readonly library: RegExp; readonly data: readonly string[]; readonly why: string };

/** Data that a library reads late, by what the program is asked to do. `*` stands for the multiarch directory. */
const companions: readonly Companion[] = [
  { library: /^libpam\.so/, data: ["/etc/pam.d", "/etc/security", "/usr/lib/*/security"], why: "PAM loads its modules by name" },
  {
    library: /^libtinfo\.so|^libncurses/,
    data: ["/usr/lib/terminfo", "/usr/share/terminfo", "/etc/terminfo"],
    why: "terminal descriptions",
  },
  { library: /^libmagic\.so/, data: ["/usr/lib/file", "/usr/share/misc", "/usr/share/file", "/etc/magic"], why: "file type patterns" },
  {
    library: /^lib(ssl|crypto)\.so/,
    data: [
      "/etc/ssl/openssl.cnf",
      "/usr/lib/ssl/openssl.cnf",
      "/usr/lib/ssl/certs",
      "/usr/lib/ssl/cert.pem",
      "/usr/lib/*/ossl-modules",
      "/usr/lib/*/engines-3",
    ],
    why: "OpenSSL's providers",
  },
  { library: /^libsasl2\.so/, data: ["/usr/lib/*/sasl2", "/etc/sasl2"], why: "SASL mechanisms" },
  {
    library: /^libgssapi_krb5|^libkrb5\.so/,
    data: ["/etc/krb5.conf", "/etc/krb5.conf.d", "/etc/gss", "/usr/lib/*/krb5"],
    why: "Kerberos plugins and realms",
  },
  { library: /^libldap/, data: ["/etc/ldap"], why: "LDAP client configuration" },
  { library: /^libgdk_pixbuf/, data: ["/usr/lib/*/gdk-pixbuf-2.0"], why: "image loaders" },
  {
    library: /^libMagick/,
    data: ["/etc/ImageMagick-6", "/etc/ImageMagick-7", "/usr/share/ImageMagick-6", "/usr/lib/*/ImageMagick-6.9.11"],
    why: "image coders",
  },
  {
    library: /^libgs\.so/,
    data: ["/usr/share/ghostscript", "/usr/share/fonts/type1/urw-base35", "/usr/share/color/icc/ghostscript"],
    why: "Ghostscript resources",
  },
  { library: /^libp11-kit/, data: ["/usr/share/p11-kit", "/usr/lib/*/pkcs11"], why: "PKCS#11 modules" },
  { library: /^lib(GeoIP|maxminddb)\.so/, data: ["/usr/share/GeoIP"], why: "countries of addresses" },
  { library: /^libproj\.so/, data: ["/usr/share/proj"], why: "coordinate systems" },
  { library: /^libperl\.so|^perl(5[\d.]*)?$/, data: ["/usr/lib/*/perl-base", "/etc/perl"], why: "Perl's own modules and Unicode tables" },
];

/** A part that needs more than this is a library of its own (SVG for icons); it stays where it was used. */
const heaviestPart = 8 * 1024 * 1024;

export const companionData: Rule = {
  name: "companions",
  policies: completing,
  start: (context) => ({
    *follow({ path, type }, { rule }) {
      const { index, used, packages } = context;
      if (type !== "file") return;
      const name = posix.basename(path);
      for (const { library, data, why } of companions) {
        if (
          !library.test(name) ||
          (name.startsWith("perl") && !used.has(path) && packages.ownerOf(path)?.base === true && broughtAlong.has(rule))
        )
          continue;
        for (const pattern of data) {
          for (const directory of expand(index.children("/usr/lib"), pattern)) {
            yield { path: directory, why };
            for (const file of filesBelow(index, directory)) {
              const heavy = file.endsWith(".so") && closureBytes(context, file) > heaviestPart;
              if (isOrdinary(file) && !heavy && !(passwordDatabase.test(file) && !storesPasswords(context))) yield { path: file, why };
            }
          }
        }
      }
    },
  }),
};

/** Modules that keep passwords in a Berkeley DB, with its library: only for a program that speaks SASL itself, not through its LDAP client. */
const passwordDatabase = /\/(pam_userdb|libsasldb)\.so/;
const storesPasswords = ({ used, elf }: RuleContext): boolean =>
  [...used].some((path) => /\/s?bin\/[^/]+$|\/postfix\//.test(path) && elf(path)?.needed.includes("libsasl2.so.2") === true);

const expand = (names: readonly string[], pattern: string): readonly string[] =>
  pattern.includes("*") ? names.filter((name) => name.includes("-linux-")).map((name) => pattern.replace("*", name)) : [pattern];
