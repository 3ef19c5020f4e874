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
