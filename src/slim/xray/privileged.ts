import type { Xray } from "../../model/xray.js";
import { extensionRecords, headerBlocks } from "../header-blocks.js";
import type { ImageEntry } from "../image-index.js";
import { blockSize } from "../tar-header.js";
import { capabilityText } from "./capabilities.js";

const setuidOrSetgid = 0o6000;
const executable = 0o111;

/** Programs that run as somebody else, and files with capabilities; by path. */
export function privileged(entries: readonly ImageEntry[]): Xray["privileged"] {
  const setuid: Xray["privileged"]["setuid"][number][] = [];
  const capabilities: Xray["privileged"]["capabilities"][number][] = [];
  for (const { path, data } of entries) {
    if (data === undefined) continue;
    const { mode, uid, gid, headerOffset, dataOffset } = data.entry;
    if ((mode & setuidOrSetgid) !== 0 && (mode & executable) !== 0)
      setuid.push({ path, mode: mode.toString(8).padStart(4, "0"), uid, gid });
    if (dataOffset - headerOffset === blockSize) continue;
    const value = new Map(extensionRecords(headerBlocks(data).extensions)).get("SCHILY.xattr.security.capability");
    if (value !== undefined) capabilities.push({ path, capabilities: capabilityText(value) });
  }
  return { setuid, capabilities };
}
