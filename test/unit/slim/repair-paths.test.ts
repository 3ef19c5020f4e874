import { describe, expect, test } from "vitest";
import { missedLookups, touchedOf, widened, type Widening } from "../../../src/slim/index.js";
import { elfFile } from "./elf-fixture.js";
import { fact } from "./keep-fixture.js";
import { file, folder, indexOf, symlink } from "./layer-fixture.js";

const index = indexOf([
  folder("var/lib/dpkg/info"),
  file("var/lib/dpkg/info/tool.list", ["/.", "/usr/bin/tool", "/usr/share/tool/a", "/usr/lib/libtool.so.1"].join("\n")),
  file("var/lib/dpkg/info/other.list", ["/.", "/usr/bin/other", "/usr/bin/third", "/usr/lib/libplugin.so"].join("\n")),
  ...["p", "q", "r"].map((name) => file(`var/lib/dpkg/info/${name}.list`, `/.\n/usr/bin/${name}`)),
  file("var/lib/dpkg/status", ""),
  file("usr/bin/tool", elfFile({ needed: ["libtool.so.1"] })),
  file("usr/lib/libtool.so.1", elfFile({ strings: "\0libplugin.so\0" })),
  file("usr/lib/libplugin.so", elfFile({})),
  ...["other", "third", "p", "q", "r"].map((name) => file(`usr/bin/${name}`, name)),
  file("usr/share/tool/a", "a"),
  file("srv/pages/1.txt", "1"),
  file("srv/pages/2.txt", "2"),
  folder("srv/pages/sub"),
  file("srv/pages/sub/3.txt", "3"),
  symlink("srv/current", "pages"),
  file("usr/lib/python3/dist-packages/web/__init__.py", ""),
  file("usr/lib/python3/dist-packages/web/deep/late.py", ""),
]);

describe("a missed lookup", () => {
  test.each<[string, Parameters<typeof fact>, readonly string[], readonly string[]]>([
    ["finds nothing of what the original has", ["open", "/srv/pages/1.txt", "n"], [], ["/srv/pages/1.txt"]],
    ["is none when the slim image has it", ["open", "/srv/pages/1.txt", "n"], ["/srv/pages/1.txt"], []],
    ["is none when it found something", ["open", "/srv/pages/1.txt", "f"], [], []],
    ["is none of what the original lacks too", ["stat", "/srv/pages/none", "n"], [], []],
    ["is none of a directory, which all stay", ["list", "/srv/pages", "n"], [], []],
    [
      "goes through links, each of which has to be there",
      ["stat", "/srv/current/2.txt", "n"],
      ["/srv/pages/2.txt"],
      ["/srv/current/2.txt"],
    ],
  ])("%s", (_, lookup, kept, missed) => {
    expect(missedLookups([fact(...lookup)], index, new Set(kept))).toEqual(missed);
  });
});

test("what was used is known by its own path, whatever it was asked for by", () => {
  const facts = [fact("open", "/srv/current/1.txt", "f", "/srv/pages/1.txt"), fact("open", "/srv/pages/2.txt", "n")];
  const interest = new Set(["/srv/current", "/srv/pages/1.txt", "/srv/pages/2.txt"]);
  expect([...touchedOf(facts, index, interest)].sort()).toEqual(["/srv/current", "/srv/pages/1.txt"]);
});

describe("what a repair takes in around a missing file", () => {
  const closure = ["/usr/bin/tool", "/usr/lib/libplugin.so", "/usr/lib/libtool.so.1"];
  test.each<[Widening, string, readonly string[]]>([
    ["exact path", "/usr/bin/tool", ["/usr/bin/tool"]],
    ["ELF closure", "/usr/bin/tool", closure],
    ["owning package", "/usr/bin/tool", [...closure, "/usr/share/tool/a"]],
    [
      "owning package",
      "/usr/lib/python3/dist-packages/web/__init__.py",
      ["__init__.py", "deep/late.py"].map((name) => `/usr/lib/python3/dist-packages/web/${name}`),
    ],
    ["owning package", "/srv/pages/1.txt", ["/srv/pages/1.txt"]],
    ["directory", "/srv/pages/1.txt", ["/srv/pages/1.txt", "/srv/pages/2.txt"]],
    // Five packages have files there: it is nobody's own.
    ["directory", "/usr/bin/tool", [...closure, "/usr/share/tool/a"]],
  ])("%s of %s", (width, path, expected) => {
    expect([...widened(width, [path], { index, environment: {} })].sort()).toEqual([...expected].sort());
  });
});
