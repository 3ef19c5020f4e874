import { expect, test } from "vitest";
import { file, indexOf, symlink } from "./layer-fixture.js";
import { prune } from "./metadata-fixture.js";

const records = {
  libc: "C:Q1a=\nP:musl\nV:1.2.5-r0\nA:x86_64\np:so:libc.musl-x86_64.so.1=1\nF:lib\nR:ld-musl-x86_64.so.1\na:0:0:755\nZ:Q1b=\nF:usr\nF:usr/lib\nM:0:0:755\nR:libc.so\nZ:Q1c=\n",
  tools: "P:tools\nV:1\nA:x86_64\nF:etc\nR:tools.conf\nZ:Q1d=\nF:usr/bin\nR:tool\na:0:0:755\nZ:Q1e=\n",
  keys: "P:keys\nV:1\nF:etc/keys\nR:a.pub\nZ:Q1f=\n",
  wanted: "P:.rundeps\nV:1\nD:tools\n",
};
const database = `${Object.values(records).join("\n")}\n`;
const world = "!bad\n.rundeps\nkeys\nso:libc.musl-x86_64.so.1>0\ntools=1\n";
const items = [file("etc/tools.conf"), file("etc/keys/a.pub"), file("usr/bin/tool"), file("usr/lib/libc.so"), file("etc/apk/world", world)];
const image = indexOf([...items, file("lib/ld-musl-x86_64.so.1"), file("lib/apk/db/installed", database)]);
const always = /\/apk\//;

test.each([
  ["/lib/apk/db/installed", image],
  [
    "/usr/lib/apk/db/installed",
    indexOf([...items, symlink("lib", "usr/lib"), file("usr/lib/ld-musl-x86_64.so.1"), file("usr/lib/apk/db/installed", database)]),
  ],
])("%s: packages, files and wishes of which something is left", (place, index) => {
  const kept = new Set(["/lib", "/lib/ld-musl-x86_64.so.1", "/usr/lib/ld-musl-x86_64.so.1", "/etc/tools.conf", "/etc/keys/a.pub"]);
  const { text } = prune(index, (path) => always.test(path) || kept.has(path));
  expect(text(place)).toBe(`${records.libc.replace("R:libc.so\nZ:Q1c=\n", "")}\n${records.keys}\n`);
  expect(text("/etc/apk/world")).toBe("!bad\nkeys\nso:libc.musl-x86_64.so.1>0\n");
});

test("nothing is written anew where all is left but what ships nothing", () => {
  const { text } = prune(image, () => true);
  expect(text("/lib/apk/db/installed")).toBe(`${[records.libc, records.tools, records.keys].join("\n")}\n`);
});

test("what the user's globs name stays byte for byte", () => {
  expect(prune(image, (path) => always.test(path), { verbatim: ["/lib/apk/**"] }).made.size).toBe(0);
});
