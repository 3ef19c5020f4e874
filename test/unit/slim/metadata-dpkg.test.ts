import { describe, expect, test } from "vitest";
import { file, folder, indexOf, type Item, symlink } from "./layer-fixture.js";
import { prune } from "./metadata-fixture.js";

const info = (name: string): string => `/var/lib/dpkg/info/${name}`;
const stanza = (name: string, more = ""): string =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\n${more}Version: 1:2-3\nDescription: short\n longer\n .\n end\n`;

type Shipped = { readonly name: string; readonly paths: readonly string[]; readonly fields?: string; readonly listName?: string };

/** An image with these packages and their files, in /usr alone: /bin and /lib lead there. */
function image(packages: readonly Shipped[], extra: readonly Item[] = []): ReturnType<typeof indexOf> {
  const files = packages.flatMap(({ paths }) => paths.filter((path) => !path.endsWith("/")));
  return indexOf([
    ...["usr/bin", "usr/lib", "etc", "usr/share/doc"].map((path) => folder(path)),
    symlink("bin", "usr/bin"),
    symlink("lib", "usr/lib"),
    ...files.map((path) => file(path.replace(/^\/(bin|lib)\//, "/usr/$1/").slice(1), path)),
    file("var/lib/dpkg/status", packages.map(({ name, fields }) => `${stanza(name, fields)}\n`).join("")),
    ...packages.flatMap(({ name, listName = name, paths }) => [
      file(
        `var/lib/dpkg/info/${listName}.list`,
        ["/.", ...paths.map((path) => path.replace(/\/$/, ""))].map((path) => `${path}\n`).join(""),
      ),
      file(`var/lib/dpkg/info/${listName}.md5sums`, files.length === 0 ? "" : sums(paths)),
    ]),
    ...extra,
  ]);
}
const sums = (paths: readonly string[]): string =>
  paths
    .filter((path) => !path.endsWith("/") && !path.startsWith("/etc/"))
    .map((path) => `${"0".repeat(32)}  ${path.slice(1)}\n`)
    .join("");
const metadata = /^\/var\/lib\/dpkg\//;
const keeping =
  (...paths: readonly string[]) =>
  (path: string): boolean =>
    metadata.test(path) || path === "/bin" || path === "/lib" || paths.includes(path);

const shell: Shipped = {
  name: "shell",
  paths: ["/bin/", "/bin/sh", "/bin/tool", "/etc/", "/etc/shell.conf", "/usr/share/doc/", "/usr/share/doc/shell"],
};
const conffiles = "Conffiles:\n /etc/shell.conf 0123\n /etc/gone.conf 4567\n";

describe("a package in dpkg's database", () => {
  test("of which a file is left stays word for word, and its lists name what is left", () => {
    const index = image([{ ...shell, fields: conffiles }]);
    const { text } = prune(index, keeping("/usr/bin/sh", "/etc/shell.conf"));
    expect(text("/var/lib/dpkg/status")).toBe(`${stanza("shell", conffiles)}\n`);
    expect(text(info("shell.list"))).toBe("/.\n/bin\n/bin/sh\n/etc\n/etc/shell.conf\n/usr/share/doc\n");
    expect(text(info("shell.md5sums"))).toBe(`${"0".repeat(32)}  bin/sh\n`);
  });

  test("of which only configuration is left is what dpkg itself calls removed but for its configuration", () => {
    const { text } = prune(image([{ ...shell, fields: conffiles }]), keeping("/etc/shell.conf", "/usr/share/doc/shell"));
    expect(text("/var/lib/dpkg/status")).toBe(
      "Package: shell\nStatus: deinstall ok config-files\nArchitecture: amd64\nConffiles:\n /etc/shell.conf 0123\n" +
        "Version: 1:2-3\nConfig-Version: 1:2-3\nDescription: short\n longer\n .\n end\n\n",
    );
    expect(text(info("shell.list"))).toBe("/.\n/bin\n/etc\n/etc/shell.conf\n/usr/share/doc\n/usr/share/doc/shell\n");
    expect(text(info("shell.md5sums"))).toBeUndefined();
  });

  test("of which nothing but documentation is left goes with its lists", () => {
    const { text } = prune(image([shell, { name: "other", paths: ["/usr/bin/other"] }]), keeping("/usr/bin/other", "/usr/share/doc/shell"));
    expect(text("/var/lib/dpkg/status")).toBe(`${stanza("other")}\n`);
    expect(text(info("shell.list"))).toBeUndefined();
    expect(text(info("shell.md5sums"))).toBeUndefined();
    expect(text(info("other.list"))).toBe("/.\n/usr/bin/other\n");
  });

  test("that ships nothing of its own, a metapackage, goes", () => {
    const index = image([
      { name: "everything", paths: ["/usr/share/doc/", "/usr/share/doc/everything"], fields: "Depends: shell\n" },
      shell,
    ]);
    expect(prune(index, keeping("/usr/bin/sh", "/usr/share/doc/everything")).text("/var/lib/dpkg/status")).toBe(`${stanza("shell")}\n`);
  });

  test("that ships nothing but configuration is there as long as some of it is", () => {
    const index = image([{ name: "netbase", paths: ["/etc/", "/etc/protocols", "/usr/share/doc/netbase"] }]);
    expect(prune(index, keeping("/etc/protocols")).text("/var/lib/dpkg/status")).toBe(`${stanza("netbase")}\n`);
    expect(prune(index, keeping()).text("/var/lib/dpkg/status")).toBe("");
  });

  test("without a list of files stays: what it had can't be known", () => {
    const index = indexOf([file("var/lib/dpkg/status", `${stanza("x")}\n`), file("var/lib/dpkg/info/x.md5sums", sums(["/usr/bin/x"]))]);
    const { text, made } = prune(index, keeping());
    expect(text("/var/lib/dpkg/status")).toBe(`${stanza("x")}\n`);
    expect(text(info("x.md5sums"))).toBe(sums(["/usr/bin/x"]));
    expect(made.size).toBe(0);
  });
});

test("a link to a directory is no sign of the packages that list it as the directory it was", () => {
  const index = image([{ name: "lib", paths: ["/lib/", "/lib/a.so"] }]);
  expect(prune(index, keeping()).text("/var/lib/dpkg/status")).toBe("");
});

test("packages of two architectures have a list each", () => {
  const both = (arch: string): Item[] => [
    file(`usr/lib/${arch}/a.so`),
    file(`var/lib/dpkg/info/a:${arch}.list`, `/.\n/usr/lib/${arch}/a.so\n`),
  ];
  const stanzas = ["amd64", "i386"].map(
    (arch) => `Package: a\nStatus: install ok installed\nMulti-Arch: same\nArchitecture: ${arch}\nVersion: 1\n\n`,
  );
  const index = indexOf([...both("amd64"), ...both("i386"), file("var/lib/dpkg/status", stanzas.join(""))]);
  const { text } = prune(index, keeping("/usr/lib/i386/a.so"));
  expect(text("/var/lib/dpkg/status")).toBe(stanzas[1]);
  expect(text(info("a:amd64.list"))).toBeUndefined();
  expect(text(info("a:i386.list"))).toBe("/.\n/usr/lib/i386/a.so\n");
});

test("a diverted file is where dpkg put it, for all but the package that diverts it", () => {
  const diversions = "/bin/sh\n/bin/sh.distrib\ndash\n";
  const packages = [
    { name: "bash", paths: ["/bin/sh"] },
    { name: "dash", paths: ["/bin/sh"] },
  ];
  const index = image(packages.slice(1), [
    file("usr/bin/sh.distrib"),
    file("var/lib/dpkg/diversions", diversions),
    file("var/lib/dpkg/status", packages.map(({ name }) => `${stanza(name)}\n`).join("")),
    file("var/lib/dpkg/info/bash.list", "/.\n/bin/sh\n"),
  ]);
  expect(prune(index, keeping("/usr/bin/sh")).text("/var/lib/dpkg/status")).toBe(`${stanza("dash")}\n`);
  const distributed = prune(index, keeping("/usr/bin/sh.distrib"));
  expect(distributed.text("/var/lib/dpkg/status")).toBe(`${stanza("bash")}\n`);
  expect(distributed.text(info("bash.list"))).toBe("/.\n/bin/sh\n");
});

test("names that are not UTF-8, and text that is not either, stay byte for byte", () => {
  const name = Buffer.from([0x2f, 0x6f, 0xe9, 0xff]).toString("latin1");
  const raw = (text: string): Buffer => Buffer.from(text, "latin1");
  const index = indexOf([
    file("o\udce9\udcff", "here"),
    file("gone"),
    file("var/lib/dpkg/status", raw(`Package: o\nMaintainer: J\xf6rg\nArchitecture: all\nVersion: 1\n\n${stanza("p")}\n`)),
    file("var/lib/dpkg/info/o.list", raw(`/.\n${name}\n/gone\n`)),
    file("var/lib/dpkg/info/p.list", raw(`/.\n/gone\n`)),
  ]);
  const { text } = prune(index, keeping("/o\udce9\udcff"));
  expect(text("/var/lib/dpkg/status")).toBe("Package: o\nMaintainer: J\xf6rg\nArchitecture: all\nVersion: 1\n\n");
  expect(text(info("o.list"))).toBe(`/.\n${name}\n`);
});

test("what the user's globs name stays byte for byte, and packages it speaks of keep their lists", () => {
  const index = image([shell]);
  const { text } = prune(index, keeping(), { verbatim: ["/var/lib/dpkg/status"] });
  expect(text("/var/lib/dpkg/status")).toBe(`${stanza("shell")}\n`);
  expect(text(info("shell.list"))).toBe("/.\n/bin\n/etc\n/usr/share/doc\n");
  expect(prune(index, keeping(), { verbatim: ["/var/lib/dpkg/**"] }).made.size).toBe(0);
});

test("nothing is written anew where nothing changes", () => {
  const { made, kept } = prune(image([shell]), () => true);
  expect(made.size).toBe(0);
  expect(kept.has(info("shell.md5sums"))).toBe(true);
});

test("distroless: a status file a package goes or stays with what its checksums name", () => {
  const single = (name: string, ...paths: readonly string[]): Item[] => [
    file(`var/lib/dpkg/status.d/${name}`, `Package: ${name}\nVersion: 1\n`),
    file(`var/lib/dpkg/status.d/${name}.md5sums`, sums(paths)),
    ...paths.map((path) => file(path.slice(1))),
  ];
  const index = indexOf([
    ...single("libc6", "/usr/lib/libc.so.6", "/usr/lib/libm.so.6"),
    ...single("gone", "/usr/lib/gone.so"),
    file("var/lib/dpkg/status.d/unknown", "Package: unknown\nVersion: 1\n"),
  ]);
  const { kept, text } = prune(index, keeping("/usr/lib/libc.so.6"));
  expect([...kept.keys()].filter((path) => metadata.test(path)).sort()).toEqual(
    ["libc6", "libc6.md5sums", "unknown"].map((name) => `/var/lib/dpkg/status.d/${name}`),
  );
  expect(text("/var/lib/dpkg/status.d/libc6.md5sums")).toBe(sums(["/usr/lib/libc.so.6"]));
});
