import { readSync } from "node:fs";

const windowBytes = 64 * 1024;

/** Reads at any offset through a window, since headers of small files lie close together; undefined past the end. */
export function windowReader(fd: number, fileBytes: number): (offset: number, length: number) => Buffer | undefined {
  const window = Buffer.allocUnsafe(windowBytes);
  let start = 0;
  let filled = 0;
  return (offset, length) => {
    if (offset + length > fileBytes) return undefined;
    if (length > windowBytes) {
      const bytes = Buffer.alloc(length);
      return readSync(fd, bytes, 0, length, offset) === length ? bytes : undefined;
    }
    if (offset < start || offset + length > start + filled) {
      start = offset;
      filled = readSync(fd, window, 0, windowBytes, offset);
      if (filled < length) return undefined;
    }
    return window.subarray(offset - start, offset - start + length);
  };
}
