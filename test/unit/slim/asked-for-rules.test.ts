import { expect, test } from "vitest";
import { elfFile } from "./elf-fixture.js";
import { type Case, fact, keep, opened } from "./keep-fixture.js";
import { file, folder, type Item, program, symlink } from "./layer-fixture.js";

const so = elfFile({});

type Owned = { readonly name: string; readonly fields?: string; readonly files: readonly string[] };
const stanza = ({ name, fields = "" }: Owned): string => `Package: ${name}\nStatus: install ok installed\n${fields}\n`;
const listOf = ({ name, files }: Owned): Item => file(`var/lib/dpkg/info/${name}.list`, ["/.", ...files].join("\n"));

const baseFiles: Owned = { name: "base-files", fields: "Essential: yes", files: ["/etc/os-release"] };

/** The package database of an image; `automatic`: packages that apt brought by itself. */
const records = (packages: readonly Owned[], automatic: readonly string[] = []): Item[] => [
  ...packages.map(listOf),
  file("var/lib/dpkg/status", [baseFiles, ...packages].map(stanza).join("\n")),
  file("var/lib/apt/extended_states", automatic.map((name) => `Package: ${name}\nArchitecture: amd64\nAuto-Installed: 1\n`).join("\n")),
];
/** Packages that came along, one a file: only a rule that finds the file by another way keeps it. */
const owned = (...files: string[]): Item[] => {
  const packages = files.map((path, i) => ({ name: `p${String(i)}`, files: [path] }));
  return records(
    packages,
    packages.map(({ name }) => name),
  );
};
const filesAt = (...paths: string[]): Item[] => paths.map((path) => file(path.slice(1), path.endsWith(".so") ? so : "x"));

/** A base image, and what was installed on top of it. */
const installed = (packages: readonly Owned[], automatic: readonly string[] = []): { base: Item[]; items: Item[] } => ({
  base: [folder("var/lib/dpkg/info"), listOf(baseFiles), program("bin/sh", so)],
  items: [...records(packages, automatic), ...filesAt(...packages.flatMap(({ files }) => files))],
});

type Row = readonly [what: string, given: Case, keeps: readonly string[], drops: readonly string[]];

const python = (path: string): string => `/usr/lib/python3/dist-packages/${path}`;

const tools = installed(
  [
    { name: "socat", files: ["/usr/bin/socat", "/usr/share/doc/socat/x"] },
    { name: "dragged", files: ["/usr/bin/dragged"] },
    { name: "curl", files: ["/usr/bin/curl"] },
    { name: "libthing1", fields: "Section: libs", files: ["/usr/lib/libthing.so"] },
  ],
  ["dragged"],
);
const modules = installed(
  [
    {
      name: "python3-app",
      fields: "Depends: python3-late (>= 1), libc6\nRecommends: python3-extra | other",
      files: [python("app/__init__.py")],
    },
    { name: "python3-late", files: [python("late/__init__.py")] },
    { name: "python3-extra", files: [python("extra/__init__.py")] },
    { name: "python3-other", files: [python("other/__init__.py")] },
    { name: "ruby-late", files: ["/usr/lib/ruby/vendor_ruby/late.rb"] },
    { name: "python3.11", files: ["/usr/bin/python3.11"] },
  ],
  ["python3-late", "python3-extra", "python3-other", "ruby-late", "python3.11"],
);
const siblings = installed(
  [
    { name: "store-server", fields: "Source: store (1.0)", files: ["/usr/sbin/stored"] },
    { name: "store-tools", fields: "Source: store (1.0)", files: ["/usr/bin/store-dump", "/usr/share/store/sample"] },
    { name: "else-tools", fields: "Source: else", files: ["/usr/bin/else-dump"] },
  ],
  ["store-server", "store-tools", "else-tools"],
);

const table: readonly Row[] = [
  [
    "chosen: packages installed by name on top of the base image, but libraries, tools of builds and what came along",
    { ...tools, facts: opened("/bin/sh") },
    ["/usr/bin/socat"],
    ["/usr/share/doc/socat/x", "/usr/bin/dragged", "/usr/bin/curl", "/usr/lib/libthing.so", "/etc/os-release"],
  ],
  [
    "chosen: the base image's own packages were not chosen by anybody",
    { items: [...tools.base, ...tools.items], facts: opened("/bin/sh") },
    [],
    ["/usr/bin/socat"],
  ],
  [
    "chosen: modules that a chosen one depends on or recommends, of a language in use",
    { ...modules, facts: [fact("exec", "/usr/bin/python3.11")] },
    [python("app/__init__.py"), python("late/__init__.py"), python("extra/__init__.py")],
    [python("other/__init__.py"), "/usr/lib/ruby/vendor_ruby/late.rb"],
  ],
  [
    "chosen: programs of packages from the same source as a used one",
    { ...siblings, facts: opened("/usr/sbin/stored") },
    ["/usr/bin/store-dump"],
    ["/usr/share/store/sample", "/usr/bin/else-dump"],
  ],
  [
    "imports: what the application's own Python imports in a function, with what its metadata requires",
    {
      items: [
        program("usr/bin/python3", so),
        file("app/main.py", "import os\ndef late():\n    from yaml.nodes import Node\n    import fast.inner as f, csv\n"),
        file(python("seen/__init__.py").slice(1)),
        file(python("yaml/__init__.py").slice(1)),
        file(python("PyYAML-6.0.dist-info/top_level.txt").slice(1), "_yaml\nyaml\n"),
        file(
          python("PyYAML-6.0.dist-info/METADATA").slice(1),
          "Name: PyYAML\nRequires-Dist: need-ed (>=1)\nRequires-Dist: docs ; extra == 'doc'\n",
        ),
        file(python("need_ed.py").slice(1)),
        file(python("need_ed-1.dist-info/top_level.txt").slice(1), "need_ed\n"),
        file(python("docs/__init__.py").slice(1)),
        file(python("fast.cpython-311-x86_64-linux-gnu.so").slice(1), so),
        file(python("unasked.py").slice(1)),
        ...owned(
          ...[
            "yaml/__init__.py",
            "need_ed.py",
            "docs/__init__.py",
            "unasked.py",
            "seen/__init__.py",
            "fast.cpython-311-x86_64-linux-gnu.so",
          ].map(python),
        ),
      ],
      facts: opened("/app/main.py", python("seen/__init__.py")),
    },
    [python("yaml/__init__.py"), python("need_ed.py"), python("fast.cpython-311-x86_64-linux-gnu.so")],
    [python("unasked.py"), python("docs/__init__.py")],
  ],
  [
    "imports: what the application's own JavaScript requires, with its dependencies",
    {
      items: [
        file("app/server.js", 'app.get("/x", () => { const x = require("late"); import("@a/b/c") })'),
        ...["late/index.js", "needed/index.js", "@a/b/index.js", "unasked/index.js"].map((path) => file(`usr/share/nodejs/${path}`)),
        file("usr/share/nodejs/late/package.json", '{"dependencies":{"needed":"1"}}'),
        ...owned(...["late", "needed", "@a/b", "unasked"].map((path) => `/usr/share/nodejs/${path}/index.js`)),
      ],
      facts: opened("/app/server.js"),
    },
    ["late", "needed", "@a/b"].map((path) => `/usr/share/nodejs/${path}/index.js`),
    ["/usr/share/nodejs/unasked/index.js"],
  ],
  [
    "imports: Perl modules by name and by data source, from the first directory of @INC that has them",
    {
      items: [
        program("app/run", "#!/usr/bin/perl\nuse My::Late;\nDBI->connect('dbi:SQLite:x');\n# use My::Not;\n"),
        ...["perl5/My/Late.pm", "perl5/My/Late/Part.pm", "perl/5.36/My/Late.pm", "perl5/DBD/SQLite.pm", "perl5/My/Not.pm"].map((path) =>
          file(`usr/share/${path}`),
        ),
        ...owned(
          ...["perl5/My/Late.pm", "perl5/My/Late/Part.pm", "perl/5.36/My/Late.pm", "perl5/DBD/SQLite.pm", "perl5/My/Not.pm"].map(
            (path) => `/usr/share/${path}`,
          ),
        ),
      ],
      facts: opened("/app/run"),
    },
    ["/usr/share/perl5/My/Late.pm", "/usr/share/perl5/My/Late/Part.pm", "/usr/share/perl5/DBD/SQLite.pm"],
    ["/usr/share/perl/5.36/My/Late.pm", "/usr/share/perl5/My/Not.pm"],
  ],
  [
    "other-names: links in PATH to a kept program; no links to others",
    {
      items: [
        program("opt/j/keytool", so),
        symlink("etc/alternatives/keytool", "/opt/j/keytool"),
        symlink("usr/bin/keytool", "/etc/alternatives/keytool"),
        program("opt/other", so),
        symlink("etc/alternatives/pager", "/opt/other"),
        symlink("usr/bin/pager", "/etc/alternatives/pager"),
        ...owned(...["/opt/j/keytool", "/opt/other"]),
      ],
      facts: [fact("exec", "/opt/j/keytool")],
    },
    ["/usr/bin/keytool", "/etc/alternatives/keytool"],
    ["/usr/bin/pager", "/opt/other"],
  ],
  [
    "linked-directories: what a used package keeps behind a link",
    {
      items: [
        symlink("usr/share/app/locale", "../app-data/locale"),
        file("usr/share/app/main"),
        file("usr/share/app-data/locale/fr"),
        file("usr/share/app-data/other"),
        ...records(
          [
            { name: "app", files: ["/usr/share/app/main", "/usr/share/app/locale"] },
            { name: "app-data", files: ["/usr/share/app-data/locale/fr", "/usr/share/app-data/other"] },
          ],
          ["app", "app-data"],
        ),
      ],
      facts: opened("/usr/share/app/main"),
    },
    ["/usr/share/app-data/locale/fr"],
    ["/usr/share/app-data/other"],
  ],
  [
    "fonts: the fallback families where fontconfig is merely linked",
    {
      items: [
        ...["usr/lib/libfontconfig.so.1"].map((path) => file(path, so)),
        ...["etc/fonts/fonts.conf", "usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "usr/share/fonts/type1/urw/C.t1"].map((path) =>
          file(path),
        ),
        ...owned(
          ...[
            "/usr/lib/libfontconfig.so.1",
            "/etc/fonts/fonts.conf",
            "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
            "/usr/share/fonts/type1/urw/C.t1",
          ],
        ),
      ],
      facts: opened("/usr/lib/libfontconfig.so.1"),
    },
    ["/etc/fonts/fonts.conf", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"],
    ["/usr/share/fonts/type1/urw/C.t1"],
  ],
  [
    "shell: everyday tools beside a shell, no large ones, none that is no tool",
    {
      items: [
        program("bin/sh", so),
        program("usr/bin/sort", so),
        program("usr/bin/tar", Buffer.concat([so, Buffer.alloc(1_000_000)])),
        program("usr/bin/gpg", so),
        ...owned(...["/bin/sh", "/usr/bin/sort", "/usr/bin/tar", "/usr/bin/gpg"]),
      ],
    },
    ["/bin/sh", "/usr/bin/sort"],
    ["/usr/bin/tar", "/usr/bin/gpg"],
  ],
  [
    "shell: an image without one gets no tools",
    { items: [program("usr/bin/sort", so), ...owned(...["/usr/bin/sort"])] },
    [],
    ["/usr/bin/sort"],
  ],
  [
    "package: a library in the loader's directory that nothing links stays out; one that is linked comes along",
    {
      items: [
        ...records(
          [{ name: "srv", files: ["/usr/bin/srv", "/usr/lib/libused.so.1", "/usr/lib/libspare.so.1", "/usr/lib/srv/plugin.so"] }],
          ["srv"],
        ),
        program("usr/bin/srv", elfFile({ needed: ["libused.so.1"] })),
        ...["usr/lib/libused.so.1", "usr/lib/libspare.so.1", "usr/lib/srv/plugin.so"].map((path) => file(path, so)),
      ],
      facts: [fact("exec", "/usr/bin/srv")],
    },
    ["/usr/lib/libused.so.1", "/usr/lib/srv/plugin.so"],
    ["/usr/lib/libspare.so.1"],
  ],
  [
    "charsets: converters but those of mainframes; code pages of personal computers are none",
    {
      items: [
        program("app/tool", elfFile({ strings: "\0iconv_open\0" })),
        ...["EUC-JP", "CP1252", "IBM850", "IBM1390", "EBCDIC-US"].map((name) => file(`usr/lib/x86_64-linux-gnu/gconv/${name}.so`, so)),
        ...owned(...["EUC-JP", "CP1252", "IBM850", "IBM1390", "EBCDIC-US"].map((name) => `/usr/lib/x86_64-linux-gnu/gconv/${name}.so`)),
      ],
      facts: [fact("exec", "/app/tool")],
    },
    ["EUC-JP", "CP1252", "IBM850"].map((name) => `/usr/lib/x86_64-linux-gnu/gconv/${name}.so`),
    ["IBM1390", "EBCDIC-US"].map((name) => `/usr/lib/x86_64-linux-gnu/gconv/${name}.so`),
  ],
  [
    "delegates: what ImageMagick calls for a format, where its programs were used",
    {
      items: [
        program("usr/bin/convert-im6.q16", so),
        program("usr/bin/gs", so),
        program("usr/bin/dvips", so),
        file("etc/ImageMagick-6/delegates.xml", '<delegate decode="ps" command="&quot;gs&quot; -q %s"/>'),
        ...owned("/usr/bin/convert-im6.q16", "/usr/bin/gs", "/usr/bin/dvips"),
      ],
      facts: [fact("exec", "/usr/bin/convert-im6.q16")],
    },
    ["/usr/bin/gs"],
    ["/usr/bin/dvips"],
  ],
  [
    "interpreter: a package's helper and CGI bring the Perl their package asks for, its tools in PATH don't",
    {
      items: [
        ...records(
          [
            { name: "srv", fields: "Depends: perl:any", files: ["/usr/bin/srv", "/usr/lib/srv/helper"] },
            { name: "perl-base", fields: "Essential: yes", files: ["/usr/bin/perl"] },
          ],
          ["srv"],
        ),
        program("usr/bin/srv", so),
        program("usr/lib/srv/helper", "#!/usr/bin/perl\nuse Late::Part;\n"),
        program("usr/bin/perl", so),
        file("usr/share/perl5/Late/Part.pm"),
        ...["usr/lib/x86_64-linux-gnu/perl-base/strict.pm"].map((path) => file(path)),
      ],
      facts: [fact("exec", "/usr/bin/srv")],
    },
    ["/usr/bin/perl", "/usr/share/perl5/Late/Part.pm", "/usr/lib/x86_64-linux-gnu/perl-base/strict.pm"],
    [],
  ],
  [
    "interpreter: a tool of PATH that came with its package brings no Perl",
    {
      items: [
        ...records(
          [
            { name: "srv", fields: "Depends: perl:any", files: ["/usr/bin/srv", "/usr/sbin/srv-enable"] },
            { name: "perl-base", fields: "Essential: yes", files: ["/usr/bin/perl"] },
          ],
          ["srv"],
        ),
        program("usr/bin/srv", so),
        program("usr/sbin/srv-enable", "#!/usr/bin/perl\n"),
        program("usr/bin/perl", so),
      ],
      facts: [fact("exec", "/usr/bin/srv")],
    },
    ["/usr/sbin/srv-enable"],
    ["/usr/bin/perl"],
  ],
];

test.each(table)("%s", (_what, given, keeps, drops) => {
  const { kept } = keep(given).keep;
  expect(keeps.filter((path) => !kept.has(path))).toEqual([]);
  expect(drops.filter((path) => kept.has(path)).map((path) => [path, kept.get(path)])).toEqual([]);
});
