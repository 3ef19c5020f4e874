/** The pictures of a WebP file, each as a file of its own, and the canvas's size where the file says it. */
export type WebpStills = {
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly stills: readonly Uint8Array[];
};

type Chunk = { readonly name: string; readonly data: Buffer };

/** Decoders of stills read none of an animation's frames. Throws when a chunk is cut off. Source of the layout: RFC 9649, 2.3 to 2.7. */
export const webpStills = (file: Buffer): WebpStills => {
  const chunks = chunksOf(file.subarray(12, 8 + file.readUInt32LE(4)));
  if (8 + file.readUInt32LE(4) > file.length) throw new Error("the file is cut off");
  const extended = chunks.find(({ name }) => name === "VP8X")?.data;
  const size = extended === undefined ? undefined : { width: extended.readUIntLE(4, 3) + 1, height: extended.readUIntLE(7, 3) + 1 };
  const frames = chunks.filter(({ name }) => name === "ANMF");
  return { size, stills: frames.length === 0 ? [file] : frames.map(({ data }) => still(data)) };
};

const chunksOf = (bytes: Buffer): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 4);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (data.length < length) throw new Error("the file is cut off");
    chunks.push({ name: bytes.toString("latin1", at, at + 4), data });
    at += 8 + length + (length % 2);
  }
  return chunks;
};

const frameHeaderBytes = 16;
const alphaFlag = 0x10;

const still = (frame: Buffer): Buffer => {
  const parts = chunksOf(frame.subarray(frameHeaderBytes)).filter(({ name }) => ["ALPH", "VP8 ", "VP8L"].includes(name));
  const hasAlpha = parts.some(({ name }) => name === "ALPH");
  // The frame's width and height, less one each, stand in it as the canvas's do in VP8X.
  const header = Buffer.concat([Buffer.from([hasAlpha ? alphaFlag : 0, 0, 0, 0]), frame.subarray(6, 12)]);
  const body = Buffer.concat([Buffer.from("WEBP"), ...[...(hasAlpha ? [{ name: "VP8X", data: header }] : []), ...parts].map(written)]);
  return written({ name: "RIFF", data: body });
};

const written = ({ name, data }: Chunk): Buffer => {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
};
