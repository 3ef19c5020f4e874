import type { Readable } from "node:stream";

/**
 * The text of Docker's multiplexed log stream (8-byte frame headers: stream, 3 zero bytes, big-endian length), or of a plain one (tty containers).
 * Keeps only the last `maxBytes`, so that a flooding service costs no memory. Source: Docker Engine API, "Attach to a container", stream format.
 */
export function demultiplex(raw: Buffer): string {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + 8 <= raw.length) {
    const stream = raw[at] ?? 255;
    if (stream > 2 || raw[at + 1] !== 0 || raw[at + 2] !== 0 || raw[at + 3] !== 0) return raw.toString("utf8");
    const length = raw.readUInt32BE(at + 4);
    parts.push(raw.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Reads a stream to its end, keeping at most the first `maxBytes`. */
export async function readBounded(stream: Readable, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const part = chunk as Buffer;
    if (size < maxBytes) parts.push(part.subarray(0, maxBytes - size));
    size += part.length;
  }
  return Buffer.concat(parts);
}
