import { expect, test } from "vitest";
import { cycloneDx, uuid5 } from "../../../src/slim/sbom/cyclonedx.js";
import { purl } from "../../../src/slim/sbom/purl.js";
import { file, hardLink, indexOf, program } from "./layer-fixture.js";
import { goProgram, inventories, lines, schemaProblems, zipOf } from "./sbom-fixture.js";

const release = file("etc/os-release", 'ID=debian\nVERSION_ID="12"\n');
const status = (...names: readonly string[]): string =>
  names.map((name) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:2+3~4\n\n`).join("");

test("packages of Debian: those that are installed, with what is left of them", () => {
  const index = indexOf([
    release,
    file("var/lib/dpkg/status", `${status("a", "b", "c")}Package: r\nStatus: deinstall ok config-files\nArchitecture: all\nVersion: 1\n\n`),
    file("var/lib/dpkg/info/a.list", "/.\n/usr\n/usr/bin\n/usr/bin/a\n/usr/bin/a2\n/usr/share/doc/absent\n"),
    file("var/lib/dpkg/info/b.list", "/.\n/usr/bin/b\n/etc/b\n"),
    file("var/lib/dpkg/info/c.list", "/.\n/usr/bin/c\n"),
    program("usr/bin/a", "12345"),
    hardLink("usr/bin/a2", "usr/bin/a"),
    program("usr/bin/b", "1"),
    program("usr/bin/c", "123"),
    file("etc/b", "12"),
  ]);
  const { original, slim } = inventories(index, (path) => !["/usr/bin/b", "/usr/bin/c", "/usr/bin/a2"].includes(path));
  const url = (name: string): string => `pkg:deb/debian/${name}@1:2%2B3~4?arch=amd64&distro=debian-12`;
  expect(lines(original.components)).toEqual([`${url("a")} 2 5`, `${url("b")} 2 3`, `${url("c")} 1 3`]);
  expect(lines(slim.components)).toEqual([`${url("a")} 1 5`]);
  expect(original.files - slim.files).toBe(4);
});

test("packages of Alpine", () => {
  const database = "P:musl\nV:1.2.5-r0\nA:x86_64\nF:lib\nR:libc.so\nZ:Q1\n\nP:gone\nV:1\nA:x86_64\nF:bin\nR:gone\n\n";
  const index = indexOf([
    file("etc/os-release", "ID=alpine\nVERSION_ID=3.19.1\n"),
    file("lib/apk/db/installed", database),
    file("lib/libc.so", "1234"),
    file("bin/gone", "1"),
  ]);
  const { original, slim } = inventories(index, (path) => path !== "/bin/gone");
  const url = (name: string): string => `pkg:apk/alpine/${name}?arch=x86_64&distro=alpine-3.19.1`;
  expect(lines(original.components)).toEqual([`${url("gone@1")} 1 1`, `${url("musl@1.2.5-r0")} 1 4`]);
  expect(lines(slim.components)).toEqual([`${url("musl@1.2.5-r0")} 1 4`]);
});

test("distributions, npm packages and gems, each as long as the image has what tells of it", () => {
  const site = "usr/lib/python3/site-packages";
  const index = indexOf([
    file(`${site}/Foo_Bar-1.dist-info/METADATA`, "Name: Foo_Bar\nVersion: 1.0\n\nName: not this\n"),
    file(`${site}/Foo_Bar-1.dist-info/RECORD`, "foo.py,,\nFoo_Bar-1.dist-info/METADATA,,\nFoo_Bar-1.dist-info/RECORD,,\n"),
    file(`${site}/foo.py`, "1"),
    file("app/node_modules/@s/n/package.json", '{"name":"@s/n","version":"2.0.0"}'),
    file("app/node_modules/@s/n/index.js", "22"),
    file("app/node_modules/m/node_modules/@s/n/package.json", '{"name":"@s/n","version":"2.0.0"}'),
    file("app/node_modules/broken/package.json", "{"),
    file("g/specifications/java-gem-3-java.gemspec", "# -*- encoding: utf-8 -*-\n# stub: java-gem 3 java lib\n"),
    file("g/gems/java-gem-3-java/lib/a.rb", "333"),
    file("g/specifications/plain-4.1.gemspec", ""),
  ]);
  const { original, slim } = inventories(index, (path) => !/foo\.py$|\.rb$/.test(path));
  expect(original.components.map(({ purl: url, files, places }) => [url, files, places.length])).toEqual([
    ["pkg:gem/java-gem@3?platform=java", 2, 1],
    ["pkg:gem/plain@4.1", 1, 1],
    ["pkg:npm/%40s/n@2.0.0", 3, 2],
    ["pkg:pypi/foo-bar@1.0", 3, 1],
  ]);
  expect(slim.components.map(({ purl: url }) => url)).toEqual(["pkg:gem/plain@4.1", "pkg:npm/%40s/n@2.0.0"]);
});

test("JARs: by pom.properties, nested ones too, else by name", () => {
  const pom = (name: string): { readonly name: string; readonly data: string } => ({
    name: `META-INF/maven/org.x/${name}/pom.properties`,
    data: `#made\ngroupId=org.x\nartifactId=${name}\nversion=1.0\n`,
  });
  const inner = zipOf([pom("inner")]);
  const jar = zipOf(
    [
      pom("outer"),
      pom("shaded"),
      { name: "BOOT-INF/lib/inner-1.0.jar", data: inner, stored: true },
      { name: "lib/packed-2.1.jar", data: inner },
    ],
    "#!/bin/sh\n",
  );
  const index = indexOf([file("app/outer-1.0.jar", jar), file("lib/plain-3.2.1.jar", zipOf([])), file("lib/broken.jar", "no archive")]);
  const { original, slim } = inventories(index, (path) => path !== "/app/outer-1.0.jar");
  expect(lines(original.components)).toEqual([
    "pkg:maven/org.x/inner@1.0 0 0",
    `pkg:maven/org.x/outer@1.0 1 ${String(jar.length)}`,
    "pkg:maven/org.x/shaded@1.0 0 0",
    "broken 1 10",
    "packed 0 0",
    "plain 1 22",
  ]);
  expect(original.components.map(({ version }) => version)).toEqual(["1.0", "1.0", "1.0", undefined, "2.1", "3.2.1"]);
  expect(original.components[0]?.places).toEqual(["/app/outer-1.0.jar!/BOOT-INF/lib/inner-1.0.jar"]);
  expect(slim.components.map(({ name }) => name)).toEqual(["broken", "plain"]);
});

test("modules of Go programs", () => {
  const modules =
    "path\texample.com/X/cmd\nmod\texample.com/X\t(devel)\t\ndep\tgithub.com/a/b\tv1.0.0\th1:x=\ndep\told.org/c\tv1\n=>\tnew.org/c\tv2.0.0\th1:y=\n";
  const binary = goProgram("go1.22.1", modules);
  const index = indexOf([
    program("bin/x", binary),
    program("bin/old", goProgram("go1.19", "path\tshop/catalogue\n")),
    file("bin/not-executable", binary),
    program("bin/sh", Buffer.alloc(400_000)),
  ]);
  expect(lines(inventories(index).original.components)).toEqual([
    `pkg:golang/example.com/x 1 ${String(binary.length)}`,
    "pkg:golang/github.com/a/b@v1.0.0 0 0",
    "pkg:golang/new.org/c@v2.0.0 0 0",
    expect.stringMatching(/^pkg:golang\/shop\/catalogue 1 /),
    "pkg:golang/stdlib@1.19 0 0",
    "pkg:golang/stdlib@1.22.1 0 0",
  ]);
});

test("the document is CycloneDX 1.5, the same each time, and names the image", () => {
  const index = indexOf([
    release,
    file("var/lib/dpkg/status", status("a")),
    file("var/lib/dpkg/info/a.list", "/.\n/usr/bin/a\n"),
    program("usr/bin/a", "12345"),
    file("opt/odd\udcff.jar"),
    program("go", goProgram("go1.22", "mod\tx\tv1\t\n")),
  ]);
  const { slim } = inventories(index);
  const image = { ref: "debian:12-slim", id: `sha256:${"0f".repeat(32)}` };
  const text = cycloneDx(slim, image);
  expect(schemaProblems(text)).toEqual([]);
  expect(cycloneDx(JSON.parse(JSON.stringify(slim)) as typeof slim, image)).toBe(text);
  const { serialNumber, metadata, components } = JSON.parse(text) as {
    serialNumber: string;
    metadata: { component: { name: string; hashes: unknown; properties: unknown } };
    components: { "bom-ref": string }[];
  };
  expect(serialNumber).not.toBe(
    (JSON.parse(cycloneDx(slim, { ...image, id: `sha256:${"0e".repeat(32)}` })) as { serialNumber: string }).serialNumber,
  );
  expect(metadata.component).toMatchObject({ name: image.ref, hashes: [{ alg: "SHA-256", content: "0f".repeat(32) }] });
  expect(metadata.component.properties).toEqual([
    { name: "stack-slim:files", value: "6" },
    { name: "stack-slim:bytes", value: String(slim.bytes) },
  ]);
  expect(new Set(components.map((component) => component["bom-ref"])).size).toBe(components.length);
  expect(components).toHaveLength(4);
});

test("the schema would find a fault", () => {
  expect(schemaProblems('{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"nonsense","name":"x"}]}')).not.toEqual([]);
});

test("a UUID of version 5 is that of its name space and name", () => {
  // RFC 9562, A.4: www.example.com in the name space of DNS.
  expect(uuid5(Buffer.from("6ba7b8109dad11d180b400c04fd430c8", "hex"), "www.example.com")).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
});

test.each([
  ["pkg:npm/%40angular/animation@12.3.1", purl("npm", { namespace: "@angular", name: "animation", version: "12.3.1" })],
  [
    "pkg:deb/debian/attr@1:2.4.47-2?arch=source",
    purl("deb", { namespace: "debian", name: "attr", version: "1:2.4.47-2" }, { distro: "", arch: "source" }),
  ],
  ["pkg:deb/debian/libstdc%2B%2B6@12~rc1", purl("deb", { namespace: "debian", name: "libstdc++6", version: "12~rc1" })],
  ["pkg:golang/google.golang.org/genproto/googleapis", purl("golang", { namespace: "google.golang.org/genproto", name: "googleapis" })],
  ["pkg:generic/a%EF%BF%BD%28b%29", purl("generic", { name: "a\udcff(b)" })],
])("%s", (wanted, made) => {
  expect(made).toBe(wanted);
});
