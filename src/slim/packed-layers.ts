import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { extract } from "tar-stream";

/** A layer as a registry keeps it: `bytes` of its tar, `packedBytes` of that under gzip. */
export type PackedLayer = { readonly bytes: number; readonly packedBytes: number };

type Chunks = AsyncIterable<Buffer>;

/**
 * The layers of a `docker save` archive by diff id, read as it streams: nothing is stored. A layer that is gzip already counts as it is, others as
 * zlib's default level packs them, which is what `docker push` does. The archive's other files are in the result too, by their own digests.
 */
export async function packedLayers(archive: Readable, signal: AbortSignal): Promise<ReadonlyMap<string, PackedLayer>> {
  const layers = new Map<string, PackedLayer>();
  const unpacker = extract();
  const feeding = pipeline(archive, unpacker, { signal });
  // Told by the loop, which ends with it.
  feeding.catch(() => undefined);
  for await (const entry of unpacker) {
    if (entry.header.type !== "file") entry.resume();
    else {
      const { diffId, layer } = await packed(entry as unknown as Chunks, signal);
      layers.set(diffId, layer);
    }
  }
  await feeding;
  return layers;
}

async function packed(entry: Chunks, signal: AbortSignal): Promise<{ readonly diffId: string; readonly layer: PackedLayer }> {
  const hash = createHash("sha256");
  const { isGzip, chunks } = await peeked(entry);
  let stored = 0;
  let bytes = 0;
  let packedBytes = 0;
  async function* counted(source: Chunks): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      stored += chunk.length;
      yield chunk;
    }
  }
  async function* hashed(source: Chunks): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  const drained = async (source: Chunks): Promise<void> => {
    for await (const chunk of source) packedBytes += chunk.length;
  };
  if (isGzip) await pipeline(chunks, counted, createGunzip(), hashed, drained, { signal });
  else await pipeline(chunks, hashed, createGzip(), drained, { signal });
  return { diffId: `sha256:${hash.digest("hex")}`, layer: { bytes, packedBytes: isGzip ? stored : packedBytes } };
}

/** Looks at the first two bytes, gzip's magic number (RFC 1952), and gives all of them again. */
async function peeked(entry: Chunks): Promise<{ readonly isGzip: boolean; readonly chunks: Chunks }> {
  const rest = entry[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let next = await rest.next();
  for (; next.done !== true; next = await rest.next()) {
    head = Buffer.concat([head, next.value]);
    if (head.length >= 2) break;
  }
  async function* chunks(): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head;
    for (let chunk = await rest.next(); chunk.done !== true; chunk = await rest.next()) yield chunk.value;
  }
  return { isGzip: head[0] === 0x1f && head[1] === 0x8b, chunks: chunks() };
}
