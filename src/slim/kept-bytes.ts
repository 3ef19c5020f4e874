import type { KeepSet, SlimImage } from "../model/slim-image.js";
import type { ImageIndex, SourceEntry } from "./image-index.js";

/** Bytes of the kept regular files, hard links once, in all and by the rule that kept each first. `made`: other content that files have. */
export function keptBytes(
  index: ImageIndex,
  kept: KeepSet["kept"],
  made: ReadonlyMap<string, Buffer> = new Map(),
): Pick<SlimImage, "slimBytes" | "bytesByRule"> {
  const counted = new Set<SourceEntry>();
  const bytesByRule: Record<string, number> = {};
  let slimBytes = 0;
  const count = (rule: string, bytes: number): void => {
    slimBytes += bytes;
    bytesByRule[rule] = (bytesByRule[rule] ?? 0) + bytes;
  };
  for (const [path, { rule }] of kept) {
    const content = made.get(path);
    const entry = index.get(path);
    if (content !== undefined) count(rule, content.length);
    if (content !== undefined || entry?.data === undefined || counted.has(entry.data)) continue;
    counted.add(entry.data);
    count(rule, entry.size);
  }
  return { slimBytes, bytesByRule };
}
