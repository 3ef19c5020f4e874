import { buffer } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { ImageConfig, ImageInfo } from "../../../src/model/image.js";
import { indexImage } from "../../../src/slim/index-image.js";
import { readTar } from "../../../src/slim/read-tar.js";
import { chooseKept, loadSlimImages } from "../../../src/slim/slim-service.js";
import { file, type Item, program, tarOf, writeLayer } from "./layer-fixture.js";

const stanza = (name: string): string =>
  `Package: ${name}\nStatus: install ok installed\nPriority: required\nArchitecture: all\nVersion: 1\n\n`;
const gems = "var/lib/gems/3.1.0";
const items: readonly Item[] = [
  program("bin/used", "used"),
  program("bin/unused", "unused"),
  { ...file("var/lib/dpkg/status", stanza("used") + stanza("unused")), uid: 7, mode: 0o640 },
  file("var/lib/dpkg/info/format", "1\n"),
  file("var/lib/dpkg/info/used.list", "/.\n/bin\n/bin/used\n"),
  file("var/lib/dpkg/info/used.postinst", "#!/bin/unused\n"),
  file("var/lib/dpkg/info/unused.list", "/.\n/bin\n/bin/unused\n"),
  file("app/node_modules/a/package.json", '{"name":"a","version":"1"}'),
  file("app/node_modules/a/index.js"),
  file("app/node_modules/b/package.json", "{}"),
  file(`${gems}/specifications/g-1.gemspec`),
  file(`${gems}/gems/g-1/lib/g.rb`),
  file(`${gems}/specifications/h-1.gemspec`),
  file(`${gems}/gems/h-1/lib/h.rb`),
];
const config: ImageConfig = {
  entrypoint: ["/bin/used"],
  command: [],
  environment: {},
  user: "",
  workingDirectory: "",
  volumes: [],
  exposedPorts: [],
  labels: {},
};
const original: ImageInfo = { id: "sha256:o", ref: "x:1", bytes: 1, architecture: "amd64", os: "linux", layers: [], config };

test("a slim image has the database of what it is made of, its figures too, each metadata file with a reason", async () => {
  const layer = writeLayer(tarOf(items));
  const opened = ["/bin/used", "/app/node_modules/a/index.js", `/${gems}/gems/g-1/lib/g.rb`];
  const chosen = chooseKept({
    index: indexImage([layer]),
    original,
    trace: { service: "s", facts: opened.map((path) => ({ at: 0, kind: "open", state: "f", path, final: path })) },
    policy: "strict",
    service: { environment: {}, volumeMounts: [], keep: [], drop: [] },
    ref: "x:1-slim",
  });
  const byMetadata = [...chosen.keep.kept].filter(([, { rule }]) => rule === "metadata").map(([path]) => path);
  expect(byMetadata.sort()).toEqual([
    "/app/node_modules/a/package.json",
    "/var/lib/dpkg/info/format",
    "/var/lib/dpkg/info/used.list",
    "/var/lib/dpkg/status",
    `/${gems}/specifications/g-1.gemspec`,
  ]);

  let archive = Buffer.alloc(0);
  const engine = { loadImages: async (stream: Readable) => void (archive = await buffer(stream)) };
  await loadSlimImages(engine, [{ chosen, original: { configText: "{}", layers: [layer] }, chain: [] }]);
  const loaded = writeLayer(archive);
  const inner = [...readTar(loaded)].find(({ path }) => path.endsWith(".tar"));
  const slim = indexImage([writeLayer(archive.subarray(inner?.dataOffset, (inner?.dataOffset ?? 0) + (inner?.size ?? 0)))]);
  expect(slim.read("/var/lib/dpkg/status")?.toString()).toBe(stanza("used"));
  expect(slim.get("/var/lib/dpkg/status")?.source?.entry).toMatchObject({ uid: 7, mode: 0o640, mtime: 1_700_000_000 });
  expect(slim.figures).toEqual({ bytes: chosen.image.slimBytes, files: chosen.image.slimFiles });
  expect(chosen.image.bytesByRule["metadata"]).toBe(byMetadata.reduce((sum, path) => sum + (slim.get(path)?.size ?? 0), 0));
  expect(chosen.inventories.slim).toMatchObject(slim.figures);
  expect(chosen.inventories.slim.components.map(({ name }) => name)).toEqual(["used", "g", "a"]);
});
