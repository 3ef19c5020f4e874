import { expect, test } from "vitest";
import { file, folder, hardLink, indexOf, type Item, listing, symlink } from "./layer-fixture.js";

test.each<[string, Item[][], Record<string, string>]>([
  ["an upper file replaces a lower one", [[file("a", "1")], [file("a", "2")]], { "/a": "= 2" }],
  ["a whiteout hides a lower file", [[file("a"), file("b", "b")], [file(".wh.a")]], { "/b": "= b" }],
  ["a whiteout hides a lower directory", [[file("d/x/y"), file("b", "b")], [file(".wh.d")]], { "/b": "= b" }],
  ["a whiteout leaves its own layer alone", [[file("a", "1")], [file("a", "2"), file(".wh.a")]], { "/a": "= 2" }],
  [
    "an opaque directory hides the lower content only",
    [
      [file("d/a"), file("d/b")],
      [folder("d"), file("d/c", "c"), file("d/.wh..wh..opq")],
    ],
    { "/d": "directory", "/d/c": "= c" },
  ],
  ["a directory over a directory keeps its content", [[file("d/a", "1")], [folder("d", 0o700)]], { "/d": "directory", "/d/a": "= 1" }],
  ["a file over a directory", [[file("d/a")], [file("d", "f")]], { "/d": "= f" }],
  ["a directory over a file", [[file("d")], [file("d/a", "1")]], { "/d": "directory", "/d/a": "= 1" }],
  [
    "a link of the same layer is followed",
    [[folder("usr/lib"), symlink("lib", "usr/lib"), file("lib/a", "1")]],
    { "/lib": "-> usr/lib", "/usr": "directory", "/usr/lib": "directory", "/usr/lib/a": "= 1" },
  ],
  [
    "a link of a lower layer is replaced, as overlay2 does",
    [[symlink("lib", "usr/lib")], [file("lib/a", "1")]],
    { "/lib": "directory", "/lib/a": "= 1" },
  ],
  ["aufs leftovers are no whiteouts", [[file("a", "1")], [folder(".wh..wh.plnk")]], { "/a": "= 1" }],
  ["hard links share their data", [[file("a", "1"), hardLink("b", "a")], [file(".wh.a")]], { "/b": "= 1" }],
])("%s", (_what, layers, expected) => {
  const { "/": root, ...rest } = listing(indexOf(...layers));
  expect(root).toBe("directory");
  expect(rest).toEqual(expected);
});

test("a hard link to nothing is an error", () => {
  expect(() => indexOf([hardLink("b", "a")])).toThrow(/Hard link \/b points to \/a/);
});

test("figures count hard links once and leave directories out", () => {
  expect(indexOf([folder("d"), file("d/a", "12345"), hardLink("d/b", "d/a"), symlink("c", "d")]).figures).toEqual({ bytes: 5, files: 3 });
});

test.each([
  ["/lib64/a", "/usr/lib/a", ["/lib64", "/usr/lib64"]],
  ["/abs", "/usr/lib/a", ["/abs", "/lib64", "/usr/lib64"]],
  ["/usr/lib/../lib/./a", "/usr/lib/a", []],
  ["/usr/lib/a/", "/usr/lib/a", []],
  ["/usr/lib/a/b", undefined, []],
  ["/loop", undefined, Array.from({ length: 40 }, () => "/loop")],
  ["/../../usr/lib/a", "/usr/lib/a", []],
])("resolves %s", (path, final, links) => {
  const index = indexOf([
    file("usr/lib/a"),
    symlink("usr/lib64", "lib"),
    symlink("lib64", "usr/lib64"),
    symlink("abs", "/lib64/a"),
    symlink("loop", "loop"),
  ]);
  const resolved = index.resolve(path);
  expect(resolved.final?.path).toBe(final);
  expect(resolved.links).toEqual(links);
});
