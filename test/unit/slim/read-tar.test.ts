import { expect, test } from "vitest";
import { readTar } from "../../../src/slim/read-tar.js";
import { file, folder, hardLink, type Item, symlink, tarOf, writeLayer } from "./layer-fixture.js";

const read = (tar: Buffer): ReturnType<typeof readTar> extends Generator<infer E> ? E[] : never => [...readTar(writeLayer(tar))];
const messageOf = (tar: Buffer): string => {
  try {
    read(tar);
    return "no error";
  } catch (error) {
    return (error as Error).message.replace(/^Layer \S+ /, "");
  }
};

test("entries say what they are and where their bytes lie", () => {
  const items = [folder("etc/", 0o1777), { ...file("etc/a", "hello"), uid: 33 }, hardLink("b", "etc/a"), symlink("c", "../x")];
  const entries = read(tarOf(items));
  expect(entries.map(({ path, type, linkName, mode, uid, size }) => [path, type, linkName, mode, uid, size])).toEqual([
    ["/etc", "directory", "", 0o1777, 0, 0],
    ["/etc/a", "file", "", 0o644, 33, 5],
    ["/b", "hard-link", "/etc/a", 0o644, 0, 0],
    ["/c", "symlink", "../x", 0o644, 0, 0],
  ]);
  expect(entries.map(({ headerOffset, dataOffset, end }) => [headerOffset, dataOffset, end])).toEqual([
    [0, 512, 512],
    [512, 1024, 1536],
    [1536, 2048, 2048],
    [2048, 2560, 2560],
  ]);
});

test("pax records override the header and belong to the entry's bytes", () => {
  const long = `d/${"x".repeat(200)}`;
  const [entry] = read(
    tarOf([
      { path: "short", data: "1", pax: { path: long, uid: "3000000", mtime: "12.5", "SCHILY.xattr.user.a": Buffer.from([0, 10, 255]) } },
    ]),
  );
  expect(entry).toMatchObject({ path: `/${long}`, uid: 3_000_000, mtime: 12.5, headerOffset: 0, dataOffset: 512 + 512 + 512 });
});

test.each<[string, Item[], RegExp]>([
  ["dot-dot", [file("a/../../etc/passwd")], /outside the image/],
  ["a hard link out", [file("a"), hardLink("b", "../a")], /hard link out/],
  ["an unknown type", [{ path: "a", flag: "Z" }], /unknown type "Z"/],
  ["a NUL in a pax path", [{ path: "a", pax: { path: "a\0b" } }], /outside the image/],
  ["a negative pax size", [{ path: "a", pax: { size: "-5" } }], /bad pax size/],
  ["a size beyond the file", [{ path: "a", pax: { size: "99999999999" } }], /cut off inside \/a/],
])("refuses %s", (_what, items, message) => {
  expect(messageOf(tarOf(items))).toMatch(message);
});

test("refuses what is no tar, or only a part of one", () => {
  const whole = tarOf([file("a", "x".repeat(2000))]);
  expect(messageOf(Buffer.alloc(600, "z"))).toMatch(/checksum/);
  expect(messageOf(whole.subarray(0, 1500))).toMatch(/cut off inside \/a/);
  expect(messageOf(whole.subarray(0, 300))).toMatch(/cut off inside a header/);
  expect(messageOf(Buffer.concat([Buffer.alloc(512), tarOf([file("a")])]))).toMatch(/lone empty block/);
});
