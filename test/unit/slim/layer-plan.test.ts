import { expect, test } from "vitest";
import { indexImage } from "../../../src/slim/index-image.js";
import type { ImageIndex } from "../../../src/slim/image-index.js";
import { planLayer } from "../../../src/slim/layer-plan.js";
import { readTar } from "../../../src/slim/read-tar.js";
import { file, folder, hardLink, indexOf, listing, symlink, writeLayer } from "./layer-fixture.js";

const layerOf = (index: ImageIndex, keeps: (path: string) => boolean): string => {
  const { bytes, chunks } = planLayer(index, keeps);
  const layer = Buffer.concat([...chunks()]);
  expect(layer.length).toBe(bytes);
  return writeLayer(layer);
};

test("keeping all gives the same tree in one layer", () => {
  const index = indexOf(
    [folder("d", 0o1777), file("d/a", "1"), hardLink("d/b", "d/a"), file("gone"), file("implied/parent/x", "x".repeat(300_000))],
    [file(".wh.gone"), symlink("l", "d/a"), folder("d", 0o700)],
  );
  const merged = indexImage([layerOf(index, () => true)]);
  expect(listing(merged)).toEqual(listing(index));
  expect(merged.get("/d")?.source?.entry.mode).toBe(0o700);
});

test("every directory stays, other entries only when kept", () => {
  const merged = indexImage([layerOf(indexOf([folder("d"), file("d/a"), file("b", "b")]), (path) => path === "/b")]);
  expect(listing(merged)).toEqual({ "/": "directory", "/b": "= b", "/d": "directory" });
});

test("a kept hard link whose target goes carries the data, with owner, mode and xattrs of the file", () => {
  const capability = Buffer.from("0100000200200000000000000000000000000000", "hex");
  const target = { ...file("a", "data", 0o4755), uid: 7, pax: { "SCHILY.xattr.security.capability": capability } };
  const index = indexOf([target, hardLink("b", "a"), hardLink(`deep/${"n".repeat(150)}`.slice(0, 100), "a"), hardLink("c", "a")]);
  const layer = layerOf(index, (path) => path === "/b" || path === "/c");
  const entries = [...readTar(layer)].filter(({ type }) => type !== "directory");
  expect(entries.map(({ path, type, linkName, uid, mode }) => [path, type, linkName, uid, mode])).toEqual([
    ["/b", "file", "", 7, 0o4755],
    ["/c", "hard-link", "/b", 0, 0o644],
  ]);
  const bytes = Buffer.concat([...planLayer(index, (path) => path === "/b").chunks()]);
  expect(bytes.includes(capability)).toBe(true);
  expect(listing(indexImage([layer]))["/c"]).toBe("= data");
});

test("a long name survives being written anew", () => {
  const name = `very/long/${"é".repeat(90)}`;
  const index = indexOf([file("a", "data"), { path: "x", flag: "1", link: "a", pax: { path: name } }]);
  expect(listing(indexImage([layerOf(index, (path) => path === `/${name}`)]))[`/${name}`]).toBe("= data");
});

test("the same input gives the same bytes, whatever the order of the layer's entries", () => {
  const items = [folder("d"), file("d/a", "1"), file("d/b", "2")];
  const bytes = (order: typeof items): Buffer => Buffer.concat([...planLayer(indexOf(order), () => true).chunks()]);
  expect(bytes(items).equals(bytes([items[0], items[2], items[1]].filter((item) => item !== undefined)))).toBe(true);
});

test("other content for a file: the header stays but for the size, and no hard link shares it", () => {
  const capability = Buffer.from("0100000200200000000000000000000000000000", "hex");
  const target = { ...file("a", "x".repeat(600), 0o4755), uid: 7, pax: { "SCHILY.xattr.security.capability": capability, size: "600" } };
  const index = indexOf([target, hardLink("b", "a"), hardLink("c", "a"), hardLink("d", "a"), file("e", "e")]);
  const made = new Map([
    ["/a", Buffer.from("new a")],
    ["/c", Buffer.alloc(513, "c")],
  ]);
  const { bytes, chunks } = planLayer(index, () => true, made);
  const tar = Buffer.concat([...chunks()]);
  expect(tar.length).toBe(bytes);
  const layer = writeLayer(tar);
  expect(listing(indexImage([layer]))).toEqual({
    "/": "directory",
    "/a": "= new a",
    "/b": `= ${"x".repeat(600)}`,
    "/c": `= ${"c".repeat(513)}`,
    "/d": `= ${"x".repeat(600)}`,
    "/e": "= e",
  });
  const entries = [...readTar(layer)];
  expect(entries.map(({ path, type, linkName, uid, mode, mtime }) => [path, type, linkName, uid, mode, mtime])).toEqual([
    ["/a", "file", "", 7, 0o4755, 1_700_000_000],
    ["/b", "file", "", 7, 0o4755, 1_700_000_000],
    ["/c", "file", "", 7, 0o4755, 1_700_000_000],
    ["/e", "file", "", 0, 0o644, 1_700_000_000],
    ["/d", "hard-link", "/b", 0, 0o644, 1_700_000_000],
  ]);
  expect(tar.toString("latin1").split(capability.toString("latin1"))).toHaveLength(4);
});

test("other content for a file that was stored sparse is stored whole", () => {
  const sparse = { ...file("s", "packed"), pax: { "GNU.sparse.major": "1", "GNU.sparse.name": "s", "GNU.sparse.realsize": "9000" } };
  const { chunks } = planLayer(indexOf([sparse]), () => true, new Map([["/s", Buffer.from("whole")]]));
  const layer = writeLayer(Buffer.concat([...chunks()]));
  expect([...readTar(layer)].map(({ path, size, sparse: holes }) => [path, size, holes])).toEqual([["/s", 5, false]]);
  expect(listing(indexImage([layer]))["/s"]).toBe("= whole");
});
