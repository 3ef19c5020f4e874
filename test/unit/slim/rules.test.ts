import { expect, test } from "vitest";
import { elfFile } from "./elf-fixture.js";
import { type Case, fact, keep, opened, packaged } from "./keep-fixture.js";
import { file, folder, program, symlink } from "./layer-fixture.js";

const so = elfFile({});
/** Makes the package database not empty, so that nothing here counts as an image without one. */
const base = packaged("base-files", "Essential: yes", "/etc/os-release");

const table: readonly (readonly [string, Case, { readonly keeps: string[]; readonly drops?: string[] }])[] = [
  [
    "observed: links on the way, the final file, nothing else",
    {
      items: [symlink("lib", "usr/lib"), file("usr/lib/a.1"), symlink("usr/lib/a", "a.1"), file("usr/lib/b")],
      facts: opened("/lib/a"),
      policy: "strict",
    },
    { keeps: ["/lib", "/usr/lib/a", "/usr/lib/a.1"], drops: ["/usr/lib/b"] },
  ],
  [
    "observed: a file merely asked about stays",
    { items: [file("opt/a.py")], facts: [fact("stat", "/opt/a.py")], policy: "strict" },
    { keeps: ["/opt/a.py"] },
  ],
  [
    "observed: what was not found is no use",
    { items: [file("opt/a")], facts: [fact("open", "/opt/a", "n")], policy: "strict" },
    { keeps: [], drops: ["/opt/a"] },
  ],
  [
    "observed: the final path of a link made at run time",
    { items: [file("opt/real")], facts: [fact("open", "/run/link", "f", "/opt/real")], policy: "strict" },
    { keeps: ["/opt/real"] },
  ],
  [
    "observed: a unix socket's path",
    { items: [file("run/sock")], facts: [fact("connect", "unix:/run/sock", "c")], policy: "strict" },
    { keeps: ["/run/sock"] },
  ],
  [
    "system: users, names, release",
    {
      items: [
        file("etc/passwd"),
        file("etc/group"),
        symlink("etc/os-release", "../usr/lib/os-release"),
        file("usr/lib/os-release"),
        file("etc/other"),
      ],
      policy: "strict",
    },
    { keeps: ["/etc/passwd", "/etc/group", "/etc/os-release", "/usr/lib/os-release"], drops: ["/etc/other"] },
  ],
  [
    "command: entrypoint by PATH, healthcheck's programs",
    {
      items: [program("usr/bin/serve"), program("usr/bin/curl"), program("bin/sh"), program("usr/bin/other")],
      image: {
        entrypoint: ["serve"],
        environment: { PATH: "/usr/bin:/bin" },
        healthcheck: ["CMD-SHELL", "curl -f http://localhost || exit 1"],
      },
      policy: "strict",
    },
    { keeps: ["/usr/bin/serve", "/usr/bin/curl", "/bin/sh"], drops: ["/usr/bin/other"] },
  ],
  [
    "volume: content of the image's and the service's mount points",
    {
      items: [file("data/a"), file("srv/x/y"), file("opt/z")],
      image: { volumes: ["/data"] },
      needs: { volumeMounts: ["/srv"] },
      policy: "strict",
    },
    { keeps: ["/data/a", "/srv/x/y"], drops: ["/opt/z"] },
  ],
  [
    "elf-needed: closure over RUNPATH and the loader's directories, the right machine, the interpreter",
    {
      items: [
        program("app/bin/x", elfFile({ needed: ["liba.so", "libb.so.1"], runpath: "$ORIGIN/../lib", interpreter: "/lib64/ld.so" })),
        file("app/lib/liba.so", elfFile({ needed: ["libc1.so"] })),
        file("usr/lib/x86_64-linux-gnu/liba.so", so),
        file("usr/lib/x86_64-linux-gnu/libb.so.1", elfFile({ machine: 3 })),
        file("usr/lib/libb.so.1", so),
        file("usr/lib/x86_64-linux-gnu/libc1.so", so),
        file("usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/libc1.so", so),
        file("lib64/ld.so", so),
      ],
      facts: opened("/app/bin/x"),
      policy: "strict",
    },
    {
      keeps: [
        "/app/lib/liba.so",
        "/usr/lib/libb.so.1",
        "/usr/lib/x86_64-linux-gnu/libc1.so",
        "/usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/libc1.so",
        "/lib64/ld.so",
      ],
      drops: ["/usr/lib/x86_64-linux-gnu/liba.so", "/usr/lib/x86_64-linux-gnu/libb.so.1"],
    },
  ],
  [
    "elf-needed: directories of ld.so.conf and its includes",
    {
      items: [
        file("etc/ld.so.conf", "include /etc/ld.so.conf.d/*.conf\n"),
        file("etc/ld.so.conf.d/z.conf", "/opt/lib\n"),
        program("x", elfFile({ needed: ["libz9.so"] })),
        file("opt/lib/libz9.so", so),
      ],
      facts: opened("/x"),
      policy: "strict",
    },
    { keeps: ["/opt/lib/libz9.so"] },
  ],
  [
    "elf-dlopen: names in the bytes, under balanced",
    {
      items: [
        ...base,
        program("usr/bin/x", elfFile({ strings: "\0libplug.so.2\0" })),
        file("usr/lib/libplug.so.2", so),
        ...packaged("p", "", "/usr/lib/libplug.so.2"),
      ],
      facts: opened("/usr/bin/x"),
    },
    { keeps: ["/usr/lib/libplug.so.2"] },
  ],
  [
    "name-service: dns and files whenever glibc stays",
    {
      items: ["libc.so.6", "libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2", "libgcc_s.so.1", "libnss_nis.so.2"].map((name) =>
        file(`usr/lib/${name}`, so),
      ),
      facts: opened("/usr/lib/libc.so.6"),
      policy: "strict",
    },
    {
      keeps: ["/usr/lib/libnss_dns.so.2", "/usr/lib/libnss_files.so.2", "/usr/lib/libresolv.so.2", "/usr/lib/libgcc_s.so.1"],
      drops: ["/usr/lib/libnss_nis.so.2"],
    },
  ],
  [
    "interpreter: #! and what env looks up",
    {
      items: [program("run", "#!/usr/bin/env python3\n"), program("usr/bin/env"), program("usr/bin/python3")],
      facts: opened("/run"),
      policy: "strict",
    },
    { keeps: ["/usr/bin/env", "/usr/bin/python3"] },
  ],
  [
    "script-programs: other branches of a used shell script",
    {
      items: [
        ...base,
        program("run", "#!/bin/sh\n# hexdump is a comment\nif x; then sed -i s/a/b/ f; fi\n"),
        program("bin/sh"),
        program("usr/bin/sed"),
        program("usr/bin/hexdump"),
        ...packaged("tools", "Essential: yes", "/usr/bin/sed", "/usr/bin/hexdump", "/bin/sh"),
      ],
      facts: opened("/run"),
    },
    { keeps: ["/usr/bin/sed", "/bin/sh"], drops: ["/usr/bin/hexdump"] },
  ],
  [
    "unowned: the application, not caches, nor byte code of packages",
    {
      items: [
        ...packaged("python3-x", "", "/usr/lib/python3/x.py"),
        file("usr/lib/python3/x.py"),
        file("usr/lib/python3/__pycache__/x.cpython-311.pyc"),
        file("app/page.html"),
        file("var/cache/apt/a.bin"),
        file("root/.npm/_cacache/z"),
        file("usr/local/share/man/man1/x.1"),
      ],
    },
    {
      keeps: ["/app/page.html"],
      drops: [
        "/usr/lib/python3/__pycache__/x.cpython-311.pyc",
        "/var/cache/apt/a.bin",
        "/root/.npm/_cacache/z",
        "/usr/local/share/man/man1/x.1",
      ],
    },
  ],
  [
    "unowned: without a package database all is the application, but an rpm distribution is not",
    { items: [file("usr/bin/tool"), file("app/x"), file("var/lib/rpm/rpmdb.sqlite")] },
    { keeps: ["/app/x"], drops: ["/usr/bin/tool"] },
  ],
  [
    "package: the rest of a used package, without documentation and large tools nobody ran",
    {
      items: [
        ...packaged(
          "web",
          "Priority: optional",
          "/usr/share/web/a",
          "/usr/share/web/b",
          "/usr/share/doc/web/c",
          "/usr/bin/web-debug",
          "/usr/bin/web-dump",
        ),
        file("usr/share/web/a"),
        file("usr/share/web/b"),
        file("usr/share/doc/web/c"),
        program("usr/bin/web-debug", Buffer.concat([so, Buffer.alloc(2_000_000)])),
        program("usr/bin/web-dump", Buffer.concat([so, Buffer.alloc(2_000_000)])),
      ],
      facts: opened("/usr/share/web/a"),
    },
    { keeps: ["/usr/share/web/b", "/usr/bin/web-dump"], drops: ["/usr/share/doc/web/c", "/usr/bin/web-debug"] },
  ],
  [
    "package: base packages are kept by need; a stat is no use",
    {
      items: [...packaged("coreutils", "Essential: yes", "/usr/bin/ls", "/usr/bin/cat"), file("usr/bin/ls"), file("usr/bin/cat")],
      facts: [fact("exec", "/usr/bin/ls")],
    },
    { keeps: ["/usr/bin/ls"], drops: ["/usr/bin/cat"] },
  ],
  [
    "whole-package: under safe also of base packages",
    {
      items: [...packaged("coreutils", "Essential: yes", "/usr/bin/ls", "/usr/bin/cat"), file("usr/bin/ls"), file("usr/bin/cat")],
      facts: [fact("exec", "/usr/bin/ls")],
      policy: "safe",
    },
    { keeps: ["/usr/bin/cat"] },
  ],
  [
    "plugins: siblings of a used plugin",
    {
      items: [
        ...packaged("srv", "Essential: yes", "/usr/lib/srv/a.so", "/usr/lib/srv/b.so"),
        file("usr/lib/srv/a.so", so),
        file("usr/lib/srv/b.so", so),
      ],
      facts: opened("/usr/lib/srv/a.so"),
    },
    { keeps: ["/usr/lib/srv/b.so"] },
  ],
  [
    "companions: PAM modules with libpam",
    {
      items: [
        ...packaged("pam", "Priority: required", "/usr/lib/x-linux-gnu/security/m.so", "/usr/lib/x-linux-gnu/libpam.so.0"),
        file("usr/lib/x-linux-gnu/libpam.so.0", so),
        file("usr/lib/x-linux-gnu/security/m.so", so),
      ],
      facts: opened("/usr/lib/x-linux-gnu/libpam.so.0"),
    },
    { keeps: ["/usr/lib/x-linux-gnu/security/m.so"] },
  ],
  [
    "zoneinfo and certificates: families, without duplicates",
    {
      items: [
        ...packaged("tz", "Priority: required", ...["Europe/Paris", "right/Europe/Paris"].map((zone) => `/usr/share/zoneinfo/${zone}`)),
        file("usr/share/zoneinfo/Europe/Paris"),
        file("usr/share/zoneinfo/right/Europe/Paris"),
        file("etc/ssl/certs/ca-certificates.crt"),
      ],
    },
    {
      keeps: ["/usr/share/zoneinfo/Europe/Paris", "/etc/ssl/certs/ca-certificates.crt"],
      drops: ["/usr/share/zoneinfo/right/Europe/Paris"],
    },
  ],
  [
    "charsets: converters for programs that call iconv, the configured locale",
    {
      items: [
        ...packaged("libc6", "", "/usr/lib/x-linux-gnu/gconv/EUC.so", "/usr/lib/locale/C.utf8/LC_CTYPE"),
        program("app/x", elfFile({ strings: "\0iconv_open\0" })),
        file("usr/lib/x-linux-gnu/gconv/EUC.so", so),
        file("usr/lib/locale/C.utf8/LC_CTYPE"),
        file("usr/lib/locale/locale-archive"),
      ],
      facts: opened("/app/x"),
      image: { environment: { LANG: "de_DE.UTF-8" } },
    },
    { keeps: ["/usr/lib/x-linux-gnu/gconv/EUC.so", "/usr/lib/locale/C.utf8/LC_CTYPE", "/usr/lib/locale/locale-archive"] },
  ],
  [
    "python: pairs, the standard library without tests, whole distributions",
    {
      items: [
        ...packaged(
          "py",
          "Priority: required",
          ...["os.py", "json/lazy.py", "test/t.py", "site-packages/dep/lazy.py", "site-packages/other/x.py"].map(
            (path) => `/usr/lib/python3.11/${path}`,
          ),
        ),
        file("usr/lib/python3.11/os.py"),
        file("usr/lib/python3.11/__pycache__/os.cpython-311.pyc"),
        file("usr/lib/python3.11/json/lazy.py"),
        file("usr/lib/python3.11/test/t.py"),
        file("usr/lib/python3.11/site-packages/dep/__init__.py"),
        file("usr/lib/python3.11/site-packages/dep/lazy.py"),
        file("usr/lib/python3.11/site-packages/dep-1.0.dist-info/METADATA"),
        file("usr/lib/python3.11/site-packages/other/x.py"),
      ],
      facts: opened("/usr/lib/python3.11/os.py", "/usr/lib/python3.11/site-packages/dep/__init__.py"),
    },
    {
      keeps: [
        "__pycache__/os.cpython-311.pyc",
        "json/lazy.py",
        "site-packages/dep/lazy.py",
        "site-packages/dep-1.0.dist-info/METADATA",
      ].map((path) => `/usr/lib/python3.11/${path}`),
      drops: ["test/t.py", "site-packages/other/x.py"].map((path) => `/usr/lib/python3.11/${path}`),
    },
  ],
  [
    "node: the rest of a used npm package and of what it depends on",
    {
      items: [
        ...packaged(
          "node-a",
          "Priority: required",
          ...["a/index.js", "a/lazy.js", "b/index.js", "c/index.js"].map((path) => `/usr/share/nodejs/${path}`),
        ),
        file("usr/share/nodejs/a/package.json", '{"dependencies":{"b":"1"}}'),
        file("usr/share/nodejs/a/index.js"),
        file("usr/share/nodejs/a/lazy.js"),
        file("usr/share/nodejs/b/package.json", "{}"),
        file("usr/share/nodejs/b/index.js"),
        file("usr/share/nodejs/c/index.js"),
      ],
      facts: opened("/usr/share/nodejs/a/index.js"),
    },
    { keeps: ["a/lazy.js", "b/index.js"].map((path) => `/usr/share/nodejs/${path}`), drops: ["/usr/share/nodejs/c/index.js"] },
  ],
  [
    "jvm: the Java home, its links into /etc, not the compiler's parts",
    {
      items: [
        ...packaged(
          "jre",
          "Priority: required",
          ...["lib/server/libjvm.so", "lib/libnet.so", "lib/ct.sym", "conf/security/java.security"].map((path) => `/usr/lib/jvm/j/${path}`),
          "/etc/java/java.security",
        ),
        file("usr/lib/jvm/j/lib/server/libjvm.so", so),
        file("usr/lib/jvm/j/lib/libnet.so", so),
        file("usr/lib/jvm/j/lib/ct.sym"),
        symlink("usr/lib/jvm/j/conf/security/java.security", "/etc/java/java.security"),
        file("etc/java/java.security"),
      ],
      facts: opened("/usr/lib/jvm/j/lib/server/libjvm.so"),
    },
    {
      keeps: ["/usr/lib/jvm/j/lib/libnet.so", "/usr/lib/jvm/j/conf/security/java.security", "/etc/java/java.security"],
      drops: ["/usr/lib/jvm/j/lib/ct.sym"],
    },
  ],
  ["metadata: scanners still see the packages", { items: base, policy: "strict" }, { keeps: ["/var/lib/dpkg/status"] }],
  [
    "keep: the user's globs, dot files too",
    { items: [file("opt/f/.a"), file("opt/g")], needs: { keep: ["/opt/f/**"] }, policy: "strict" },
    { keeps: ["/opt/f/.a"], drops: ["/opt/g"] },
  ],
  ["directories are never listed", { items: [folder("empty")], facts: opened("/empty") }, { keeps: [], drops: ["/empty"] }],
];

test.each(table)("%s", (_what, given, { keeps, drops = [] }) => {
  const kept = keep(given).keep.kept;
  expect(keeps.filter((path) => !kept.has(path))).toEqual([]);
  expect(drops.filter((path) => kept.has(path)).map((path) => [path, kept.get(path)])).toEqual([]);
});

test("drop wins over all, and says so when the service used the file", () => {
  const { keep: set, warnings } = keep({
    items: [file("opt/a"), file("opt/b")],
    facts: opened("/opt/a"),
    needs: { drop: ["/opt/*"], keep: ["/opt/b"] },
  });
  expect([...set.kept.keys()]).toEqual([]);
  expect(warnings).toEqual(["/opt/a is dropped by the configuration, but the service used it while profiled."]);
});

test("every kept path says why, and what pulled it in", () => {
  const { kept } = keep({ items: [program("x", "#!/bin/i\n"), program("bin/i")], facts: opened("/x"), policy: "strict" }).keep;
  expect(kept.get("/bin/i")).toEqual({ rule: "interpreter", why: "interpreter of /x", from: "/x" });
});
