import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { assembleSlimImage } from "../../../src/slim/assemble-slim-image.js";
import { type ArchiveLayer, type DockerArchive, dockerArchive } from "../../../src/slim/docker-archive.js";
import { gateCapability, sensorImage } from "../../../src/slim/sensor-image.js";
import { spoolArchive, spoolLayers } from "../../../src/slim/spool-layers.js";
import { slimConfig } from "../../../src/slim/slim-config.js";
import { file, indexOf, type Item, symlink, tarOf } from "./layer-fixture.js";

const quiet = new AbortController().signal;
const root = mkdtempSync(join(tmpdir(), "stack-slim-spool-"));
let folders = 0;
const folder = (): string => {
  const path = join(root, String(folders++));
  mkdirSync(path);
  return path;
};
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
const sha = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const layer = tarOf([file("a", "1")]);
const config = JSON.stringify({ rootfs: { diff_ids: [`sha256:${sha(layer)}`, `sha256:${sha(layer)}`] } });
const id = sha(Buffer.from(config));
const manifest = (layers: readonly string[]): Item =>
  file("manifest.json", JSON.stringify([{ Config: `${id}.json`, RepoTags: null, Layers: layers }]));

test.each<[string, Item[]]>([
  [
    "the legacy layout, a shared layer as a link",
    [
      file("1/layer.tar", layer),
      symlink("2/layer.tar", "../1/layer.tar"),
      file(`${id}.json`, config),
      manifest(["1/layer.tar", "2/layer.tar"]),
    ],
  ],
  [
    "compressed layers",
    [file("blobs/sha256/1", gzipSync(layer)), file(`${id}.json`, config), manifest(["blobs/sha256/1", "blobs/sha256/1"])],
  ],
])("spools %s once, by diff id", async (_what, items) => {
  const images = await spoolArchive(Readable.from([tarOf(items)]), folder(), quiet);
  const image = images.get(`sha256:${id}`);
  expect(image?.configText).toBe(config);
  expect(new Set(image?.layers).size).toBe(1);
  expect(readFileSync(image?.layers[0] ?? "").equals(layer)).toBe(true);
});

test("what is spooled already is not asked for again", async () => {
  const directory = folder();
  const archive = tarOf([file("1/layer.tar", layer), file(`${id}.json`, config), manifest(["1/layer.tar", "1/layer.tar"])]);
  let asked = 0;
  const saveImages = (): Promise<Readable> => Promise.resolve(Readable.from([archive].slice(asked++)));
  const first = await spoolLayers({ saveImages }, [`sha256:${id}`], directory, quiet);
  expect(await spoolLayers({ saveImages }, [`sha256:${id}`], directory, quiet)).toEqual(first);
  expect(asked).toBe(1);
});

test.each<[string, Item[], RegExp]>([
  ["zstd", [file("l", Buffer.from("28b52ffd00", "hex")), file(`${id}.json`, config), manifest(["l", "l"])], /zstd/],
  ["a missing layer", [file(`${id}.json`, config), manifest(["l", "l"])], /It lacks l/],
  ["a wrong count", [file("l", layer), file(`${id}.json`, config), manifest(["l"])], /names 2 layers, the archive holds 1/],
  ["no manifest", [file("l", layer)], /It lacks manifest.json/],
])("refuses %s", async (_what, items, message) => {
  await expect(spoolArchive(Readable.from([tarOf(items)]), folder(), quiet)).rejects.toThrow(message);
});

test("a slim image's archive spools to the image it says it is", async () => {
  const index = indexOf([file("a", "1"), file("b", "2")]);
  const assemble = (): DockerArchive => {
    const keeps = (path: string): boolean => path === "/a";
    return dockerArchive([
      assembleSlimImage({ index, keeps, configText: config, originalId: "sha256:o", policy: "strict", ref: "x:slim" }),
    ]);
  };
  const { archive, images } = assemble();
  expect(images).toThrow(/read to its end/);
  const spooled = await spoolArchive(Readable.from([await buffer(archive)]), folder(), quiet);
  const image = spooled.get(images()[0]?.id ?? "");
  const bytes = readFileSync(image?.layers[0] ?? "");
  expect(JSON.parse(image?.configText ?? "{}")).toMatchObject({ rootfs: { diff_ids: [`sha256:${sha(bytes)}`] } });
  expect(images()[0]?.layers).toEqual([{ diffId: `sha256:${sha(bytes)}`, bytes: bytes.length }]);
  const again = assemble();
  await buffer(again.archive);
  expect(again.images()).toEqual(images());
});

test("an archive of several images has a layer they share once, planned once", async () => {
  const tars = ["base", "one", "two"].map((name) => tarOf([file(name, name)]));
  const planned: number[] = [];
  const layerAt = (position: number, key?: string): ArchiveLayer => ({
    ...(key === undefined ? {} : { key }),
    plan: () => {
      planned.push(position);
      const tar = tars[position] ?? Buffer.alloc(0);
      return { bytes: tar.length, chunks: () => [tar.subarray(0, 700), tar.subarray(700)] };
    },
  });
  const configText = (ids: readonly string[]): string => JSON.stringify({ rootfs: { type: "layers", diff_ids: ids } });
  const { archive, images } = dockerArchive([
    { ref: "one:1", layers: [layerAt(0, "base"), layerAt(1)], configText },
    { ref: "two:1", layers: [layerAt(0, "base"), layerAt(2)], configText },
  ]);
  const tar = await buffer(archive);
  expect(planned).toEqual([0, 1, 2]);
  const directory = folder();
  const spooled = await spoolArchive(Readable.from([tar]), directory, quiet);
  expect([...spooled.keys()]).toEqual(images().map(({ id: made }) => made));
  const contents = [...spooled.values()].map(({ layers }) => layers.map((path) => tars.findIndex((one) => one.equals(readFileSync(path)))));
  expect(contents).toEqual([
    [0, 1],
    [0, 2],
  ]);
  expect(images().map(({ layers }) => layers[0])).toEqual(Array(2).fill({ diffId: `sha256:${sha(tars[0] ?? tar)}`, bytes: 2048 }));
});

test("the slim config is the original's but for what identifies it", () => {
  const original = {
    architecture: "amd64",
    config: { Env: ["A=1"], Labels: null, User: "x", Volumes: { "/v": {} } },
    container: "c",
    container_config: {},
    created: "2020-01-01T00:00:00Z",
    history: [{}, {}],
    os: "linux",
    rootfs: { type: "layers", diff_ids: ["sha256:a", "sha256:b"] },
    variant: "v8",
  };
  const slim = slimConfig({
    configText: JSON.stringify(original),
    originalId: "sha256:o",
    policy: "safe",
    layers: [{ diffId: "sha256:d", sharedBy: ["a", "b"] }, { diffId: "sha256:e" }],
    labels: { mine: "1" },
  });
  expect(JSON.parse(slim)).toEqual({
    architecture: "amd64",
    config: {
      Env: ["A=1"],
      Labels: { mine: "1", "stack-slim.original": "sha256:o", "stack-slim.policy": "safe" },
      User: "x",
      Volumes: { "/v": {} },
    },
    created: "2020-01-01T00:00:00Z",
    history: [
      { created: "2020-01-01T00:00:00Z", created_by: "stack-slim: common to a, b" },
      { created: "2020-01-01T00:00:00Z", created_by: "stack-slim: safe of sha256:o" },
    ],
    os: "linux",
    rootfs: { type: "layers", diff_ids: ["sha256:d", "sha256:e"] },
    variant: "v8",
  });
});

test("the gate's capability is permitted SYS_ADMIN and SETPCAP, not effective", async () => {
  expect(gateCapability().toString("hex")).toBe("0000000200012000000000000000000000000000");
  const make = async (): Promise<Buffer> =>
    buffer(sensorImage({ gate: Buffer.from("G"), observer: Buffer.from("O"), ref: "s:1", architecture: "amd64" }).archive);
  const archive = await make();
  expect(archive.includes(gateCapability())).toBe(true);
  expect(archive.equals(await make())).toBe(true);
});
