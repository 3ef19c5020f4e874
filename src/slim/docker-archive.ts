import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { ImageLayer } from "../model/slim-image.js";
import { padded } from "./tar-header.js";
import { plainHeader } from "./write-header.js";

/** A layer to be: its exact length in bytes, and its bytes. Chunks may be any size. */
export type LayerStream = { readonly bytes: number; readonly chunks: () => Iterable<Buffer> };

/** Layers of one key are the same layer: it is planned and written for the first image that has it. */
export type ArchiveLayer = { readonly key?: string; readonly plan: () => LayerStream };

export type ArchiveImage = {
  readonly ref: string;
  /** Lowest first. */
  readonly layers: readonly ArchiveLayer[];
  /** The image's config, given its layers' diff ids in order. */
  readonly configText: (diffIds: readonly string[]) => string;
};

/** An image of an archive; its id is `sha256:…`. */
export type WrittenImage = { readonly id: string; readonly layers: readonly ImageLayer[] };

export type DockerArchive = {
  /** What `docker load` takes. */
  readonly archive: Readable;
  /** The images in their order; to be called once `archive` has ended. */
  readonly images: () => readonly WrittenImage[];
};

/**
 * A docker-archive, written as it is read: each layer is hashed on its way, and images are asked for one after the other, so that no more than one
 * has to be there at a time. Source of the layout: Docker image spec v1.2, "Combined Image JSON + Filesystem Changeset Format".
 */
export function dockerArchive(images: Iterable<ArchiveImage> | AsyncIterable<ArchiveImage>): DockerArchive {
  let done: readonly WrittenImage[] | undefined;
  async function* write(): AsyncGenerator<Buffer> {
    const written: WrittenImage[] = [];
    const manifest: unknown[] = [];
    const shared = new Map<string, NamedLayer>();
    let count = 0;
    for await (const { ref, layers, configText } of images) {
      const own: NamedLayer[] = [];
      for (const { key, plan } of layers) {
        const known = key === undefined ? undefined : shared.get(key);
        const layer = known ?? (yield* writeLayer(`layer-${count++}.tar`, plan()));
        if (key !== undefined) shared.set(key, layer);
        own.push(layer);
      }
      const config = Buffer.from(configText(own.map(({ diffId }) => diffId)), "utf8");
      const digest = createHash("sha256").update(config).digest("hex");
      yield* file(`${digest}.json`, config);
      manifest.push({ Config: `${digest}.json`, RepoTags: [ref], Layers: own.map(({ name }) => name) });
      written.push({ id: `sha256:${digest}`, layers: own.map(({ diffId, bytes }) => ({ diffId, bytes })) });
    }
    yield* file("manifest.json", Buffer.from(JSON.stringify(manifest)));
    yield Buffer.alloc(1024);
    done = written;
  }
  return { archive: Readable.from(write(), { objectMode: false }), images: () => done ?? unread() };
}

type NamedLayer = ImageLayer & { readonly name: string };

function* writeLayer(name: string, { bytes, chunks }: LayerStream): Generator<Buffer, NamedLayer> {
  const hash = createHash("sha256");
  yield header(name, bytes);
  for (const chunk of chunks()) {
    hash.update(chunk);
    yield chunk;
  }
  yield Buffer.alloc(padded(bytes) - bytes);
  return { name, diffId: `sha256:${hash.digest("hex")}`, bytes };
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
  throw new Error("An archive's images are known only once it has been read to its end.");
}
