import { readFileSync, statSync } from "node:fs";
import type { ReadConfigFile } from "../model/ports.js";

/** Bytes. Configuration is smaller; what is larger is data. */
const largest = 256 * 1024;

/** Reads the files of this machine that the stack mounts. Never throws: what can't be read says nothing about the stack. */
export const readConfigFile: ReadConfigFile = (path) => {
  try {
    const found = statSync(path);
    // A stat first: opening a FIFO or a device for reading may block or change it.
    if (!found.isFile() || found.size > largest) return undefined;
    return new TextDecoder("utf-8", { fatal: true }).decode(withoutZeros(readFileSync(path)));
  } catch {
    return undefined;
  }
};

function withoutZeros(bytes: Buffer): Buffer {
  if (bytes.includes(0)) throw new TypeError("binary");
  return bytes;
}
