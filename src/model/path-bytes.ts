/**
 * Paths inside an image are bytes; here they are strings. Bytes that are UTF-8 read as usual; every other byte b becomes the lone surrogate
 * U+DC00+b, so that two different names never read the same and JSON carries both (Python's `surrogateescape`, PEP 383).
 */
export function decodePath(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? decodeByByte(bytes) : text;
}

/** The bytes `decodePath` was given. */
export function encodePath(path: string): Buffer {
  if (!/[\ud800-\udfff]/u.test(path)) return Buffer.from(path, "utf8");
  const parts: Buffer[] = [];
  for (const character of path) {
    const code = character.codePointAt(0) ?? 0;
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character, "utf8"));
  }
  return Buffer.concat(parts);
}

/** A path as the sensor's record escapes it (`\xHH` for every byte that isn't plain ASCII, backslashes too) in the form image paths have here. */
export function decodeRecordPath(text: string): string {
  if (!text.includes("\\")) return text;
  const parts: Buffer[] = [];
  for (const part of text.split(/(\\x[0-9a-fA-F]{2})/)) {
    if (/^\\x[0-9a-fA-F]{2}$/.test(part)) parts.push(Buffer.from(part.slice(2), "hex"));
    else parts.push(encodePath(part));
  }
  return decodePath(Buffer.concat(parts));
}

function decodeByByte(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    text += length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.toString("utf8", at, at + length);
    at += Math.max(length, 1);
  }
  return text;
}

/** Length of the valid UTF-8 sequence at `at`; 0 when there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const length =
    first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const sequence = bytes.subarray(at, at + length);
  return Buffer.from(sequence.toString("utf8"), "utf8").equals(sequence) ? length : 0;
}
