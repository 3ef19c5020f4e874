import { expect, test } from "vitest";
import { elfFile } from "./elf-fixture.js";
import { type Case, keep, opened, packaged } from "./keep-fixture.js";
import { file, type Item, symlink } from "./layer-fixture.js";

const so = elfFile({});
const files = (...paths: string[]): Item[] => paths.map((path) => file(path.slice(1), path.endsWith(".so") ? so : "x"));
/** Owned by one package of the base system: only a rule that knows the files keeps them. */
const owned = (...paths: string[]): Item[] => [...packaged("family", "Priority: required", ...paths), ...files(...paths)];

type Row = readonly [what: string, given: Omit<Case, "items"> & { items: Item[] }, keeps: readonly string[], drops: readonly string[]];

const gem = "/usr/share/rubygems-integration/all";
const erl = "/usr/lib/erlang/lib";
const pg = "/usr/share/postgresql/15";
const pgLib = "/usr/lib/postgresql/15";

const table: readonly Row[] = [
  [
    "ruby: the standard library, and the rest of a used gem with its extension, specification and dependencies",
    {
      items: [
        ...owned(
          "/usr/lib/ruby/3.1.0/set.rb",
          "/usr/lib/ruby/3.1.0/csv/row.rb",
          "/usr/lib/ruby/gems/3.1.0/gems/net-smtp-0.3.1/lib/net/smtp.rb",
          "/usr/lib/ruby/gems/3.1.0/gems/rbs-2.1.0/lib/rbs.rb",
          `${gem}/gems/rack-2.2.4/lib/rack.rb`,
          `${gem}/gems/rack-2.2.4/lib/rack/lazy.rb`,
          `${gem}/gems/rack-2.2.4/spec/rack_spec.rb`,
          `${gem}/extensions/x86_64-linux/3.1.0/rack-2.2.4/fast.so`,
          `${gem}/gems/tilt-2.0.11/lib/tilt.rb`,
          `${gem}/gems/other-1.0/lib/other.rb`,
        ),
        file(`${gem.slice(1)}/specifications/rack-2.2.4.gemspec`, 's.add_runtime_dependency(%q<tilt>.freeze, [">= 2"])'),
      ],
      facts: opened("/usr/lib/ruby/3.1.0/set.rb", `${gem}/gems/rack-2.2.4/lib/rack.rb`),
    },
    [
      "/usr/lib/ruby/3.1.0/csv/row.rb",
      "/usr/lib/ruby/gems/3.1.0/gems/net-smtp-0.3.1/lib/net/smtp.rb",
      `${gem}/gems/rack-2.2.4/lib/rack/lazy.rb`,
      `${gem}/extensions/x86_64-linux/3.1.0/rack-2.2.4/fast.so`,
      `${gem}/specifications/rack-2.2.4.gemspec`,
      `${gem}/gems/tilt-2.0.11/lib/tilt.rb`,
    ],
    [
      `${gem}/gems/rack-2.2.4/spec/rack_spec.rb`,
      `${gem}/gems/other-1.0/lib/other.rb`,
      "/usr/lib/ruby/gems/3.1.0/gems/rbs-2.1.0/lib/rbs.rb",
    ],
  ],
  [
    "php: extensions and ini files of every interface, Composer's packages",
    {
      items: owned(
        "/usr/sbin/php-fpm8.2",
        "/usr/lib/php/20220829/intl.so",
        "/etc/php/8.2/cli/conf.d/20-intl.ini",
        "/app/vendor/composer/autoload_real.php",
        "/app/vendor/a/b/src/Lazy.php",
        "/app/vendor/a/b/tests/LazyTest.php",
        "/elsewhere/vendor/c/Lazy.php",
      ),
      facts: opened("/usr/sbin/php-fpm8.2", "/app/vendor/composer/autoload_real.php"),
    },
    ["/usr/lib/php/20220829/intl.so", "/etc/php/8.2/cli/conf.d/20-intl.ini", "/app/vendor/a/b/src/Lazy.php"],
    ["/app/vendor/a/b/tests/LazyTest.php", "/elsewhere/vendor/c/Lazy.php"],
  ],
  [
    "php: nothing where no PHP ran",
    { items: owned("/usr/lib/php/20220829/intl.so", "/bin/other"), facts: opened("/bin/other") },
    [],
    ["/usr/lib/php/20220829/intl.so"],
  ],
  [
    "perl: Unicode tables with the library, parts and compiled half of a loaded module",
    {
      items: owned(
        "/usr/lib/x86_64-linux-gnu/perl-base/strict.pm",
        "/usr/lib/x86_64-linux-gnu/perl-base/unicore/lib/Lower/Y.pl",
        "/usr/share/perl5/Foo/Bar.pm",
        "/usr/share/perl5/Foo/Bar/Late.pm",
        "/usr/share/perl5/Foo/Bar/Late.pod",
        "/usr/share/perl5/auto/Foo/Bar/Bar.so",
        "/usr/share/perl5/Foo/Other.pm",
      ),
      facts: opened("/usr/lib/x86_64-linux-gnu/perl-base/strict.pm", "/usr/share/perl5/Foo/Bar.pm"),
    },
    [
      "/usr/lib/x86_64-linux-gnu/perl-base/unicore/lib/Lower/Y.pl",
      "/usr/share/perl5/Foo/Bar/Late.pm",
      "/usr/share/perl5/auto/Foo/Bar/Bar.so",
    ],
    ["/usr/share/perl5/Foo/Other.pm", "/usr/share/perl5/Foo/Bar/Late.pod"],
  ],
  [
    "erlang: the rest of a loaded application, and the applications it needs, of which nothing was loaded yet",
    {
      items: [
        ...owned(
          `${erl}/kernel-8.5/ebin/code.beam`,
          `${erl}/kernel-8.5/ebin/inet_res.beam`,
          `${erl}/kernel-8.5/src/code.erl`,
          `${erl}/ssl-10.9/ebin/ssl.beam`,
          `${erl}/ssl-10.9/priv/cert.pem`,
          `${erl}/wx-2.2/ebin/wx.beam`,
        ),
        file(`${erl.slice(1)}/kernel-8.5/ebin/kernel.app`, "{application, kernel, [{applications, [stdlib, ssl]}]}."),
      ],
      facts: opened(`${erl}/kernel-8.5/ebin/code.beam`),
    },
    [`${erl}/kernel-8.5/ebin/inet_res.beam`, `${erl}/ssl-10.9/ebin/ssl.beam`, `${erl}/ssl-10.9/priv/cert.pem`],
    [`${erl}/kernel-8.5/src/code.erl`, `${erl}/wx-2.2/ebin/wx.beam`],
  ],
  [
    "postgresql: time zones, extensions, dictionaries, loadable libraries; not the sources of the JIT",
    {
      items: owned(
        `${pgLib}/bin/postgres`,
        `${pgLib}/lib/pgcrypto.so`,
        `${pgLib}/lib/bitcode/postgres/x.bc`,
        `${pg}/timezonesets/Default`,
        `${pg}/extension/pgcrypto.control`,
        `${pg}/tsearch_data/german.stop`,
        "/usr/share/postgresql/14/tsearch_data/german.stop",
      ),
      facts: opened(`${pgLib}/bin/postgres`),
    },
    [`${pgLib}/lib/pgcrypto.so`, `${pg}/timezonesets/Default`, `${pg}/extension/pgcrypto.control`, `${pg}/tsearch_data/german.stop`],
    [`${pgLib}/lib/bitcode/postgres/x.bc`, "/usr/share/postgresql/14/tsearch_data/german.stop"],
  ],
  [
    "postgresql built from source: PREFIX/share and PREFIX/lib",
    {
      items: owned(
        "/usr/local/bin/postgres",
        "/usr/local/lib/postgresql/unaccent.so",
        "/usr/local/share/postgresql/extension/unaccent.control",
      ),
      facts: opened("/usr/local/bin/postgres"),
    },
    ["/usr/local/lib/postgresql/unaccent.so", "/usr/local/share/postgresql/extension/unaccent.control"],
    [],
  ],
  [
    "mariadb: messages, character sets, plugins; not the samples",
    {
      items: owned(
        "/usr/sbin/mariadbd",
        "/usr/share/mysql/german/errmsg.sys",
        "/usr/share/mysql/charsets/latin1.xml",
        "/usr/share/mysql/wsrep.cnf",
        "/usr/lib/mysql/plugin/auth_pam.so",
      ),
      facts: opened("/usr/sbin/mariadbd"),
    },
    ["/usr/share/mysql/german/errmsg.sys", "/usr/share/mysql/charsets/latin1.xml", "/usr/lib/mysql/plugin/auth_pam.so"],
    ["/usr/share/mysql/wsrep.cnf"],
  ],
  [
    "web-server: modules nobody has loaded yet, and types",
    {
      items: owned("/usr/sbin/apache2", "/usr/lib/apache2/modules/mod_xslt.so", "/etc/mime.types", "/usr/lib/nginx/modules/a.so"),
      facts: opened("/usr/sbin/apache2"),
    },
    ["/usr/lib/apache2/modules/mod_xslt.so", "/etc/mime.types"],
    ["/usr/lib/nginx/modules/a.so"],
  ],
  [
    "web-assets: the assets around one that was served, no other files, no other site",
    {
      items: owned(
        "/usr/share/site/static/css/a.css",
        "/usr/share/site/static/img/b.png",
        "/usr/share/site/static/tool.so",
        "/usr/share/other/static/c.css",
      ),
      facts: opened("/usr/share/site/static/css/a.css"),
    },
    ["/usr/share/site/static/img/b.png"],
    ["/usr/share/site/static/tool.so", "/usr/share/other/static/c.css"],
  ],
];

test.each(table)("%s", (_what, given, keeps, drops) => {
  const { kept } = keep(given).keep;
  expect(keeps.filter((path) => !kept.has(path))).toEqual([]);
  expect(drops.filter((path) => kept.has(path)).map((path) => [path, kept.get(path)])).toEqual([]);
});

test.each(table)("strict keeps none of it: %s", (_what, given, keeps) => {
  const { kept } = keep({ ...given, policy: "strict" }).keep;
  // Specifications say which gems are there; what is left of them is decided when the rest is.
  expect(keeps.filter((path) => kept.has(path) && kept.get(path)?.rule !== "metadata")).toEqual([]);
});

test("a link below a family's directory brings what it leads to", () => {
  const { kept } = keep({
    items: [...owned("/usr/sbin/nginx", "/opt/real.so"), symlink("usr/lib/nginx/modules/a.so", "/opt/real.so")],
    facts: opened("/usr/sbin/nginx"),
  }).keep;
  expect(kept.has("/opt/real.so")).toBe(true);
});
