import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import type { ImageTree } from "../../../src/model/image-tree.js";
import type { Reason } from "../../../src/model/slim-image.js";
import { imageTree } from "../../../src/slim/image-tree.js";
import { readPackages } from "../../../src/slim/packages.js";
import { file, folder, hardLink, indexOf, type Item, symlink } from "./layer-fixture.js";

const schema = JSON.parse(readFileSync(new URL("../../../schema/tree.schema.json", import.meta.url), "utf8")) as object;
const isTree = new Ajv({ strictRequired: false }).compile(schema);

/** As it comes back from the file. */
function treeOf(items: readonly Item[], kept: Readonly<Record<string, string>>): ImageTree {
  const index = indexOf(items);
  const reasons = Object.entries(kept).map(([path, rule]): [string, Reason] => [path, { rule, why: "" }]);
  const keep = { policy: "strict" as const, kept: new Map(reasons) };
  const tree = imageTree({ index, packages: readPackages(index), keep, original: "a:1", slim: "a:1-slim" });
  return JSON.parse(JSON.stringify(tree)) as ImageTree;
}

test("every path has its bytes, its package, and the rule that kept it", () => {
  const tree = treeOf(
    [
      file("lib/apk/db/installed", "P:bash\nF:bin\nR:bash\nR:sh\n\nP:zlib\nF:lib\nR:libz.so\n"),
      file("bin/bash", "12345"),
      symlink("bin/sh", "bash"),
      file("lib/libz.so", "123"),
      file("app", "1"),
      folder("srv/empty"),
    ],
    { "/bin/bash": "shell", "/app": "observed", "/bin/sh": "shell" },
  );
  expect(tree).toMatchObject({ version: 1, original: "a:1", slim: "a:1-slim", policy: "strict" });
  expect(tree.packages).toEqual(["bash", "zlib"]);
  expect(tree.rules).toEqual(["observed", "shell"]);
  expect(tree.tree).toEqual({
    app: [1, -1, 0],
    bin: { bash: [5, 0, 1], sh: [0, 0, 1] },
    lib: { apk: { db: { installed: [49, -1] } }, "libz.so": [3, 1] },
    srv: { empty: {} },
  });
  expect(isTree(tree), JSON.stringify(isTree.errors)).toBe(true);
});

test("a file that is made anew has both its sizes", () => {
  const index = indexOf([file("a", "12345"), file("b", "1")]);
  const keep = { policy: "strict" as const, kept: new Map(["/a", "/b"].map((path): [string, Reason] => [path, { rule: "x", why: "" }])) };
  const made = new Map([["/a", Buffer.from("12")]]);
  const { tree } = imageTree({ index, packages: readPackages(index), keep, made, original: "a", slim: "b" });
  expect({ ...tree }).toEqual({ a: [5, -1, 0, 2], b: [1, -1, 0] });
});

test.each<[string, string, object]>([
  ["stays, whatever its place", "/c", { a: [0, -1], b: [0, -1], c: [4, -1, 0] }],
  ["comes first when none stays", "/other", { a: [4, -1], b: [0, -1], c: [0, -1] }],
])("bytes of hard links are counted once, at the path that %s", (_, kept, expected) => {
  expect(treeOf([file("a", "1234"), hardLink("b", "a"), hardLink("c", "a")], { [kept]: "observed" }).tree).toEqual(expected);
});

test("names that objects or JSON treat otherwise come back", () => {
  const names = ["__proto__", "10", "9", 'quo"te', "new\nline", "caf\udce9", "constructor"];
  const { tree } = treeOf(
    names.map((name) => file(name, name)),
    {},
  );
  expect(Object.keys(tree).sort()).toEqual([...names].sort());
});

test.each<[string, (tree: Record<string, unknown>) => void]>([
  ["another version", (tree) => (tree["version"] = 2)],
  ["a leaf of one number", (tree) => (tree["tree"] = { a: [1] })],
  ["a leaf deep down that is text", (tree) => (tree["tree"] = { a: { b: "1" } })],
  ["no tree", (tree) => delete tree["tree"]],
])("the schema refuses %s", (_, spoil) => {
  const tree = treeOf([file("a")], {}) as unknown as Record<string, unknown>;
  expect(isTree(tree)).toBe(true);
  spoil(tree);
  expect(isTree(tree)).toBe(false);
});
