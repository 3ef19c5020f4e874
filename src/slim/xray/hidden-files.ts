import { posix } from "node:path";
import type { HiddenFile } from "../../model/xray.js";
import type { ImageIndex, SourceEntry } from "../image-index.js";
import type { TarEntry } from "../read-tar.js";

/** What a layer hides of the ones below it. */
type Hiding = {
  readonly whiteouts: ReadonlySet<string>;
  readonly opaque: ReadonlySet<string>;
  readonly entries: ReadonlyMap<string, boolean>;
};

/** Every path that a layer brought (but directories) and the image doesn't show. `layers`: entries of each layer, lowest first. */
export function hiddenFiles(index: ImageIndex, layers: readonly (readonly SourceEntry[])[]): readonly HiddenFile[] {
  const shown = new Set<SourceEntry>();
  for (const { source, data } of index.entries()) for (const live of [source, data]) if (live !== undefined) shown.add(live);
  const hidings = layers.map(hidingOf);
  const hidden: HiddenFile[] = [];
  for (const [number, sources] of layers.entries())
    for (const source of sources) {
      const { entry } = source;
      if (isWhiteout(entry) || entry.type === "directory" || shown.has(source)) continue;
      const { by, how } = hider(entry.path, number, hidings);
      hidden.push({ path: entry.path, bytes: entry.type === "file" ? entry.size : 0, layer: number + 1, hiddenBy: by, how });
    }
  return hidden.sort((a, b) => b.bytes - a.bytes);
}

export const isWhiteout = ({ path }: TarEntry): boolean => posix.basename(path).startsWith(".wh.");

function hidingOf(sources: readonly SourceEntry[]): Hiding {
  const whiteouts = new Set<string>();
  const opaque = new Set<string>();
  const entries = new Map<string, boolean>();
  for (const { entry } of sources) {
    const name = posix.basename(entry.path);
    const folder = posix.dirname(entry.path);
    if (!isWhiteout(entry)) entries.set(entry.path, entry.type === "directory");
    else if (name === ".wh..wh..opq") opaque.add(folder);
    else whiteouts.add(posix.join(folder, name.slice(".wh.".length)));
  }
  return { whiteouts, opaque, entries };
}

/** The first layer after the one that brought a path that hides it. */
function hider(path: string, brought: number, hidings: readonly Hiding[]): { readonly by: number | null; readonly how: HiddenFile["how"] } {
  const above = parents(path);
  for (const [number, { whiteouts, opaque, entries }] of hidings.entries()) {
    if (number <= brought) continue;
    if (entries.has(path)) return { by: number + 1, how: "replaced" };
    const gone =
      whiteouts.has(path) || above.some((parent) => whiteouts.has(parent) || opaque.has(parent) || entries.get(parent) === false);
    if (gone) return { by: number + 1, how: "removed" };
  }
  return { by: null, how: "replaced" };
}

/** The directories above a path, the root first. */
const parents = (path: string): readonly string[] => {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join("/") || "/");
};
