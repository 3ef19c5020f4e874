import type { Readable } from "node:stream";

const headerBytes = 8;

/**
 * The last bytes of a log as the engine sends it, both streams: frames taken apart, or plain (terminals). However much comes, no more than `maxBytes` and
 * one chunk is held. A character cut at the front is left out. Source: Docker Engine API, "Attach to a container", stream format.
 */
export async function readLogTail(stream: Readable, maxBytes: number): Promise<string> {
  const tail = new Tail(maxBytes);
  let head = Buffer.alloc(0);
  /** Bytes that are still to come of the frame at hand; undefined: the log has no frames. */
  let left: number | undefined = 0;
  for await (const chunk of stream) {
    let bytes = chunk as Buffer;
    while (bytes.length > 0) {
      if (left === undefined) {
        tail.add(bytes);
        break;
      }
      if (left === 0) {
        const missing = headerBytes - head.length;
        head = Buffer.concat([head, bytes.subarray(0, missing)]);
        bytes = bytes.subarray(missing);
        if (!isHeader(head)) {
          tail.add(head);
          left = undefined;
        } else if (head.length === headerBytes) {
          left = head.readUInt32BE(4);
          head = Buffer.alloc(0);
        }
        continue;
      }
      tail.add(bytes.subarray(0, left));
      const taken = Math.min(left, bytes.length);
      left -= taken;
      bytes = bytes.subarray(taken);
    }
  }
  return tail.text();
}

/** Of a header that is still coming: whether it may become one. */
const isHeader = (head: Buffer): boolean => (head[0] ?? 0) <= 2 && [1, 2, 3].every((at) => (head[at] ?? 0) === 0);

class Tail {
  readonly #maxBytes: number;
  readonly #parts: Buffer[] = [];
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(bytes: Buffer): void {
    // A copy: a part of a chunk would keep the whole chunk.
    this.#parts.push(Buffer.from(bytes.subarray(-this.#maxBytes)));
    this.#size += Math.min(bytes.length, this.#maxBytes);
    for (let first = this.#parts[0]; first !== undefined && this.#size - first.length >= this.#maxBytes; first = this.#parts[0]) {
      this.#parts.shift();
      this.#size -= first.length;
    }
  }

  text(): string {
    const bytes = Buffer.concat(this.#parts).subarray(-this.#maxBytes);
    const isCut = this.#size >= this.#maxBytes;
    let start = 0;
    while (isCut && start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
    return bytes.subarray(start).toString("utf8");
  }
}
