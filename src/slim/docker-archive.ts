import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { padded } from "./tar-header.js";
import { plainHeader } from "./write-header.js";

/** The one layer of an image to be: its exact length in bytes, and its bytes. Chunks may be any size. */
export type LayerStream = { readonly bytes: number; readonly chunks: () => Iterable<Buffer> };

export type DockerArchive = {
  /** What `docker load` takes. */
  readonly archive: Readable;
  /** The image's id, `sha256:…`; to be called once `archive` has ended. */
  readonly imageId: () => string;
};

/**
 * A docker-archive of an image with one layer, written as it is read: the layer is hashed on its way, config and manifest come after it.
 * `configText` is given the layer's diff id. Source of the layout: Docker image spec v1.2, "Combined Image JSON + Filesystem Changeset Format".
 */
export function dockerArchive(ref: string, layer: LayerStream, configText: (diffId: string) => string): DockerArchive {
  let id: string | undefined;
  function* write(): Generator<Buffer> {
    const hash = createHash("sha256");
    yield header("layer.tar", layer.bytes);
    for (const chunk of layer.chunks()) {
      hash.update(chunk);
      yield chunk;
    }
    yield Buffer.alloc(padded(layer.bytes) - layer.bytes);
    const config = Buffer.from(configText(`sha256:${hash.digest("hex")}`), "utf8");
    const digest = createHash("sha256").update(config).digest("hex");
    yield* file(`${digest}.json`, config);
    yield* file("manifest.json", Buffer.from(JSON.stringify([{ Config: `${digest}.json`, RepoTags: [ref], Layers: ["layer.tar"] }])));
    yield Buffer.alloc(1024);
    id = `sha256:${digest}`;
  }
  return { archive: Readable.from(write(), { objectMode: false }), imageId: () => id ?? unread() };
}

function header(path: string, size: number): Buffer {
  return plainHeader({ path, flag: "0", mode: 0o644, size, mtime: 0, pax: new Map() });
}

function* file(path: string, content: Buffer): Generator<Buffer> {
  yield header(path, content.length);
  yield content;
  yield Buffer.alloc(padded(content.length) - content.length);
}

function unread(): never {
  throw new Error("The archive's image id is known only once the archive has been read to its end.");
}
