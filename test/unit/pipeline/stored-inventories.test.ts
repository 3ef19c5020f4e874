import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { SlimImage } from "../../../src/model/slim-image.js";
import { sbomFiles, storeInventories, writeSboms } from "../../../src/pipeline/stored-inventories.js";
import type { Inventories } from "../../../src/slim/index.js";
import { openWorkspace } from "../../../src/workspace/index.js";

const directory = mkdtempSync(join(tmpdir(), "stack-slim-sbom-"));
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const image: SlimImage = {
  service: "a",
  originalId: "sha256:0",
  originalRef: "app:1",
  id: "sha256:1",
  ref: "app:1-slim",
  policy: "balanced",
  originalBytes: 2,
  slimBytes: 1,
  originalFiles: 2,
  slimFiles: 1,
  originalLayers: [],
  layers: [],
  bytesByRule: {},
  warnings: [],
};
const inventories = (name: string): Inventories => ({
  original: { components: [{ type: "file", name, files: 2, bytes: 2, places: [`/${name}`] }], files: 2, bytes: 2 },
  slim: { components: [], files: 1, bytes: 1 },
});

test("services that share an image get documents of their own; those of the image they have now, not of one before", async () => {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  await using workspace = await openWorkspace(directory, { madeBy: "test", warn });
  const context = { workspace, warn };
  const first = { name: "a", key: "1" };
  await storeInventories(context, first, inventories("first"));
  await storeInventories(context, { name: "a-repaired", key: "2" }, inventories("repaired"));
  await writeSboms(
    context,
    new Map([
      ["a", { ...first, image }],
      ["b", { ...first, image }],
      ["c", { name: "a", key: "another", image }],
    ]),
  );
  for (const service of ["a", "b"]) {
    const { original, slim } = sbomFiles(service);
    expect(JSON.parse((await workspace.readText(original)) ?? "")).toMatchObject({
      metadata: { component: { name: "app:1", version: "sha256:0" } },
      components: [{ name: "first" }],
    });
    expect(JSON.parse((await workspace.readText(slim)) ?? "")).toMatchObject({
      metadata: { component: { name: "app:1-slim", version: "sha256:1" } },
      components: [],
    });
  }
  expect(await workspace.readText(sbomFiles("c").slim)).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining("c gets no SBOM")]);
});
