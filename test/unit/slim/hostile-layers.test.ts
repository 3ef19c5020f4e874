import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, describe, expect, test } from "vitest";
import { paxRecord, tarHeader } from "../../../bench/fuzz/inputs.mjs";
import { StackSlimError } from "../../../src/model/errors.js";
import { indexImage } from "../../../src/slim/index-image.js";
import { spoolArchive } from "../../../src/slim/spool-layers.js";
import { file, folder, hardLink, type Item, symlink, tarOf, writeLayer } from "./layer-fixture.js";

const end = Buffer.alloc(1024);
const raw = (...parts: readonly Buffer[]): Buffer =>
  Buffer.concat([...parts.map((part) => Buffer.concat([part, Buffer.alloc((512 - (part.length % 512)) % 512)])), end]);
const pax = (...records: readonly (readonly [string, string])[]): Buffer[] => {
  const text = Buffer.concat(records.map(([key, value]) => paxRecord(key, value)));
  return [tarHeader({ name: "pax", flag: "x", size: text.length }), text];
};
const entry = (fields: Partial<Parameters<typeof tarHeader>[0]> = {}): Buffer => tarHeader({ name: "a", ...fields });
const base256 = (...bytes: readonly number[]): string => String.fromCharCode(0x80, ...bytes);

/** Runs what must fail, and gives the one error it fails with. */
const errorOf = (run: () => unknown): StackSlimError => {
  try {
    run();
  } catch (error) {
    if (error instanceof StackSlimError) return error;
    throw error;
  }
  throw new Error("it was taken");
};

describe("a layer that is refused", () => {
  test.each<[string, Buffer, RegExp]>([
    ["leaves its root", tarOf([file("../x")]), /outside the image/],
    ["leaves it in the middle", tarOf([file("a/../../x")]), /outside the image/],
    ["leaves it by a prefix", raw(entry({ prefix: "../.." })), /outside the image/],
    ["leaves it by a pax path", raw(...pax(["path", "../x"]), entry()), /outside the image/],
    ["leaves it by the name of a sparse file", raw(...pax(["GNU.sparse.name", "../x"]), entry()), /outside the image/],
    [
      "leaves it by a GNU name",
      raw(entry({ name: "././@LongLink", flag: "L", size: 5 }), Buffer.from("../x\0"), entry()),
      /outside the image/,
    ],
    ["links hard to what lies outside", tarOf([hardLink("a", "../../etc/passwd")]), /hard link out/],
    ["links hard out by pax", raw(...pax(["linkpath", "../x"]), entry({ flag: "1" })), /hard link out/],
    ["links hard to nothing", tarOf([hardLink("a", "nothing")]), /no layer has/],
    ["links hard to itself", tarOf([hardLink("a", "a")]), /no layer has/],
    ["links hard to a folder", tarOf([folder("d"), hardLink("a", "d")]), /no layer has/],
    ["has no name", tarOf([{ path: "" }]), /outside the image/],
    ["has a name with a NUL", raw(...pax(["path", "a\0b"]), entry()), /outside the image/],
    ["has a name of 5,000 bytes", raw(...pax(["path", "a".repeat(5000)]), entry()), /path of 5000 bytes/],
    ["has a name 2,500 folders deep", raw(...pax(["path", "a/".repeat(2500)]), entry()), /path of 5000 bytes/],
    ["has a link of 5,000 bytes", raw(...pax(["linkpath", "a".repeat(5000)]), entry({ flag: "2" })), /link of 5000 bytes/],
    ["has a pax header of 2 MiB", raw(entry({ flag: "x", size: 2 ** 21 }), Buffer.alloc(2 ** 21)), /longer than 1 MiB/],
    ["claims a file of 8 GiB", raw(entry({ size: 0o77777777777 })), /cut off inside/],
    ["claims one of 2^62 bytes", raw(entry({ numbers: { 124: base256(0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0) } })), /checksum or numbers/],
    ["claims a negative size", raw(entry({ numbers: { 124: `\xff${"\xff".repeat(11)}` } })), /checksum or numbers/],
    ["claims a negative pax size", raw(...pax(["size", "-1"]), entry()), /bad pax size/],
    ["claims a pax size that is no number", raw(...pax(["size", "x"]), entry()), /bad pax size/],
    [
      "claims a sparse file of 10^300 bytes",
      raw(...pax(["GNU.sparse.major", "1"], ["GNU.sparse.realsize", "1e300"]), entry()),
      /bad pax GNU/,
    ],
    ["claims a sparse file of less than nothing", raw(...pax(["GNU.sparse.size", "-1"]), entry()), /bad pax GNU/],
    [
      "claims a GNU sparse file of less than nothing",
      raw(entry({ flag: "S", numbers: { 483: `\xff${"\xff".repeat(11)}` } })),
      /bad sparse size/,
    ],
    [
      "has a sparse map without an end",
      raw(entry({ flag: "S", numbers: { 482: "\x01" } })).subarray(0, 512),
      /cut off inside a sparse map/,
    ],
    ["has an owner of less than nothing", raw(...pax(["uid", "-1"]), entry()), /bad pax uid/],
    ["has a time that is none", raw(...pax(["mtime", "yesterday"]), entry()), /bad pax mtime/],
    ["has an unknown kind of entry", raw(entry({ flag: "V" })), /unknown type "V"/],
    ["has a broken pax header", raw(entry({ flag: "x", size: 9 }), Buffer.from("99 path=b")), /malformed pax/],
    ["has a pax record of no length", raw(entry({ flag: "x", size: 8 }), Buffer.from("0 path=b")), /malformed pax/],
    ["ends after a pax header", raw(...pax(["path", "b"])), /ends after an extended header/],
    ["is cut off in a header", tarOf([file("a")]).subarray(0, 100), /cut off inside a header/],
    ["is cut off in a file", tarOf([file("a", "x".repeat(900))]).subarray(0, 1024), /cut off inside \/a/],
    ["has a hole in the middle", Buffer.concat([Buffer.alloc(512), tarOf([file("a")])]), /lone empty block/],
    ["has a wrong checksum", Buffer.concat([Buffer.alloc(512, 0x41), end]), /checksum/],
    ["is text", Buffer.from("x".repeat(2000)), /checksum/],
    ["is gzip in gzip", Buffer.concat([Buffer.from("1f8b0800", "hex"), Buffer.alloc(1020, 7)]), /checksum/],
  ])("%s", (_what, tar, says) => {
    const path = writeLayer(tar);
    const error = errorOf(() => indexImage([path]));
    expect([error.code, error.exitCode]).toEqual(["image.tar", 3]);
    expect(error.message).toMatch(says);
    expect(error.hint).toMatch(/Pull or build|pull or build/);
  });
});

describe("a layer that is odd and sound", () => {
  test.each<[string, Item[], Readonly<Record<string, string>>]>([
    ["absolute names are the image's", [file("//abs//x")], { "/abs/x": "file" }],
    ["links may lead anywhere: nobody follows them but in the image", [symlink("a", "/../../../etc/passwd")], { "/a": "symlink" }],
    ["what goes through a link stays in the image", [symlink("a", "../../.."), file("a/x")], { "/x": "file" }],
    ["a link to itself ends", [symlink("a", "a"), file("a/x")], { "/a/x": "file" }],
    ["links in a circle end", [symlink("a", "b"), symlink("b", "a"), file("a/x")], { "/a/x": "file" }],
    [
      "devices and pipes are entries like others",
      [
        { path: "d", flag: "3" },
        { path: "b", flag: "4" },
        { path: "p", flag: "6" },
      ],
      { "/d": "character-device", "/b": "block-device", "/p": "fifo" },
    ],
    [
      "whiteouts of nothing, and of themselves",
      [file(".wh."), file(".wh..."), file(".wh..wh..opq"), file(".wh..wh.plnk/x"), file("a")],
      { "/a": "file" },
    ],
    ["a whiteout of the root's name", [file(".wh.a"), file("a")], { "/a": "file" }],
    ["a file over a folder, and back", [folder("a"), file("a/x"), file("a"), folder("a")], { "/a": "directory" }],
    ["names that are no text", [{ path: "a", pax: { path: Buffer.from([0x61, 0xff, 0x0a, 0x1b]) } }], { "/a\udcff\n\u001b": "file" }],
  ])("%s", (_what, items, expected) => {
    const index = indexImage([writeLayer(tarOf(items))]);
    for (const [path, type] of Object.entries(expected)) expect([path, index.get(path)?.type]).toEqual([path, type]);
    for (const { path } of index.entries()) expect(path.split("/")).not.toContain("..");
  });

  test("resolving follows links in the image alone, and ends", () => {
    const index = indexImage([writeLayer(tarOf([symlink("up", "../../.."), symlink("loop", "loop"), file("etc/passwd", "inside")]))]);
    expect(index.resolve("/up/etc/passwd").final?.path).toBe("/etc/passwd");
    expect(index.read("/etc/passwd")?.toString()).toBe("inside");
    expect(index.resolve("/loop/x").final).toBeUndefined();
  });

  test("a file that claims gigabytes is never read as a whole", () => {
    const hole = 70 * 1024 * 1024;
    const tar = Buffer.concat([tarHeader({ name: "a", size: hole }), Buffer.alloc(hole), end]);
    const index = indexImage([writeLayer(tar)]);
    expect([index.read("/a"), index.read("/a", { length: 10 })?.length]).toEqual([undefined, 10]);
  });

  test("entries that name thousands of folders each don't fill the memory", () => {
    const deep = (first: string) => ({ path: "a", pax: { path: `${first}/${"d/".repeat(2000)}x` } });
    const items = Array.from({ length: 100 }, (_, index) => deep(String(index)));
    const error = errorOf(() => indexImage([writeLayer(tarOf(items))]));
    expect(error).toMatchObject({ code: "image.too-many-files", exitCode: 3 });
    expect(error.hint).toMatch(/slim: false/);
  });
});

describe("an engine's archive", () => {
  const root = mkdtempSync(join(tmpdir(), "stack-slim-hostile-"));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let count = 0;
  const spool = async (tar: Buffer): Promise<unknown> => {
    const inside = join(root, String(count++), "spool");
    mkdirSync(inside, { recursive: true });
    try {
      await spoolArchive(Readable.from([tar]), inside, new AbortController().signal);
      return undefined;
    } catch (error) {
      return error;
    } finally {
      expect(readdirSync(join(inside, ".."))).toEqual(["spool"]);
    }
  };
  const layer = tarOf([file("a", "1")]);
  const id = "c".repeat(64);
  const diffId = `sha256:${"d".repeat(64)}`;
  const image = (config: unknown, manifest: unknown): Item[] => [
    file("l.tar", layer),
    file(`${id}.json`, typeof config === "string" ? config : JSON.stringify(config)),
    file("manifest.json", typeof manifest === "string" ? manifest : JSON.stringify(manifest)),
  ];
  const sound = { rootfs: { diff_ids: [diffId] } };
  const list = [{ Config: `${id}.json`, RepoTags: null, Layers: ["l.tar"] }];

  test("writes nothing by the names in it", async () => {
    const evil: Item[] = [
      file("../evil", "x"),
      file("/evil", "x"),
      { path: "../../evil", flag: "5" },
      symlink("out", "../../.."),
      file("out/evil", "x"),
      hardLink("h", "../../../etc/passwd"),
      { path: "dev", flag: "3" },
    ];
    expect(await spool(tarOf([...evil, ...image(sound, list)]))).toBeUndefined();
  });

  test.each<[string, Buffer, RegExp]>([
    ["a config that isn't JSON", tarOf(image("{", list)), /config isn't JSON/],
    ["a config that is nothing", tarOf(image("null", list)), /names 0 layers/],
    ["layers that are no list", tarOf(image({ rootfs: { diff_ids: "x" } }, list)), /no sha256 digest/],
    ["a digest that is a path", tarOf(image({ rootfs: { diff_ids: ["sha256:../../../x"] } }, list)), /no sha256 digest/],
    ["a digest that is a number", tarOf(image({ rootfs: { diff_ids: [3] } }, list)), /no sha256 digest/],
    ["a manifest that isn't JSON", tarOf(image(sound, "[")), /manifest\.json isn't JSON/],
    ["a manifest that is a map", tarOf(image(sound, {})), /manifest\.json is no list/],
    ["an image that is nothing", tarOf(image(sound, [null])), /without a config/],
    ["an image without layers", tarOf(image(sound, [{ Config: `${id}.json` }])), /without a config or a list of layers/],
    ["a config that is no name", tarOf(image(sound, [{ Config: 3, Layers: [] }])), /without a config/],
    ["a layer that isn't there", tarOf(image(sound, [{ Config: `${id}.json`, Layers: ["../l.tar"] }])), /It lacks \.\.\/l\.tar/],
    [
      "a layer that is half a gzip",
      tarOf([...image(sound, [{ Config: `${id}.json`, Layers: ["g"] }]), file("g", Buffer.from("1f8b080000000000", "hex"))]),
      /It is damaged/,
    ],
    ["an end that is missing", tarOf(image(sound, list)).subarray(0, 700), /It is damaged|It lacks/],
    ["no tar", Buffer.alloc(2000, 0x41), /It is damaged/],
    ["nothing", Buffer.alloc(0), /It lacks manifest\.json/],
  ])("with %s is one clear error", async (_what, tar, says) => {
    const error = await spool(tar);
    expect(error).toMatchObject({ code: "image.archive", exitCode: 3, hint: expect.stringContaining("docker save") as string });
    expect((error as Error).message).toMatch(says);
  });
});
