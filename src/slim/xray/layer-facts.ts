import type { Amount } from "../../model/directory-sums.js";
import type { HiddenFile, XrayLayer } from "../../model/xray.js";
import type { SourceEntry } from "../image-index.js";
import type { ImageFacts } from "./image-config.js";
import { isWhiteout } from "./hidden-files.js";

/** What each layer brings, and what it does to those below. `layers`: entries of each, lowest first. */
export function layerFacts(
  layers: readonly (readonly SourceEntry[])[],
  facts: ImageFacts["layers"],
  hidden: readonly HiddenFile[],
): readonly XrayLayer[] {
  return layers.map((sources, at) => {
    const number = at + 1;
    const own = sources.map(({ entry }) => entry).filter((entry) => entry.type !== "directory" && !isWhiteout(entry));
    const brings = amount(own.map(({ type, size }) => (type === "file" ? size : 0)));
    const lost = amount(hidden.filter(({ layer }) => layer === number).map(({ bytes }) => bytes));
    const hides = (how: HiddenFile["how"]): Amount =>
      amount(hidden.filter((file) => file.hiddenBy === number && file.how === how).map(({ bytes }) => bytes));
    return {
      number,
      diffId: facts[at]?.diffId ?? "",
      command: facts[at]?.command ?? null,
      brings,
      stays: { bytes: brings.bytes - lost.bytes, files: brings.files - lost.files },
      replaces: hides("replaced"),
      removes: hides("removed"),
    };
  });
}

export const amount = (bytes: readonly number[]): Amount => ({ bytes: bytes.reduce((sum, one) => sum + one, 0), files: bytes.length });
