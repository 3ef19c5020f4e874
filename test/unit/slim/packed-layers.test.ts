import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { packedLayers } from "../../../src/slim/packed-layers.js";
import { file, symlink, tarOf } from "./layer-fixture.js";

const quiet = new AbortController().signal;
const sha = (bytes: Buffer): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const layer = tarOf([file("a", "the same words again and again ".repeat(40))]);
const other = tarOf([file("b", "2")]);

/** In chunks of so many bytes. */
const inChunks = (bytes: Buffer, size: number): Readable =>
  Readable.from(Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size)));

describe("the layers of an archive", () => {
  it.each([[1], [700], [1_000_000]])(
    "are known by diff id, with their bytes as a registry keeps them, in chunks of %d bytes",
    async (size) => {
      const archive = tarOf([file("1/layer.tar", layer), symlink("2/layer.tar", "../1/layer.tar"), file("3/layer.tar", other)]);
      const layers = await packedLayers(inChunks(archive, size), quiet);
      expect(layers.get(sha(layer))).toEqual({ bytes: layer.length, packedBytes: gzipSync(layer).length });
      expect(layers.get(sha(other))).toEqual({ bytes: other.length, packedBytes: gzipSync(other).length });
      expect(layers.size).toBe(2);
    },
  );

  it("count as they are where they are compressed already", async () => {
    const packed = gzipSync(layer, { level: 1 });
    const layers = await packedLayers(Readable.from([tarOf([file("blobs/sha256/x", packed)])]), quiet);
    expect(layers.get(sha(layer))).toEqual({ bytes: layer.length, packedBytes: packed.length });
  });

  it("end with an error when the archive is cut off, or the run is interrupted", async () => {
    const archive = tarOf([file("1/layer.tar", layer)]);
    await expect(packedLayers(Readable.from([archive.subarray(0, 1000)]), quiet)).rejects.toThrow();
    await expect(packedLayers(Readable.from([archive]), AbortSignal.abort())).rejects.toThrow();
  });
});
