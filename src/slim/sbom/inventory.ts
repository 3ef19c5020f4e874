import type { ImageEntry, SourceEntry } from "../image-index.js";

/** What an image is made of. Plain data, to be stored as JSON. */
export type Inventory = {
  /** In the order of purl, name and place. Each purl once; what has none is told apart by its place. */
  readonly components: readonly Component[];
  readonly files: number;
  readonly bytes: number;
};

export type Component = {
  readonly type: "library" | "file";
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  /** Package URL; absent for a file that says nothing of where it is from. */
  readonly purl?: string;
  /** Files of it in the image, and their bytes, hard links once. 0 for what lies inside a file of another component (JARs in JARs, Go modules). */
  readonly files: number;
  readonly bytes: number;
  /** Where in the image it was found; `FILE!/ENTRY` inside an archive. None for packages of the distribution: their database says it. */
  readonly places: readonly string[];
};

/** A component as it was found, with the entries it has in the image. */
export type Finding = Omit<Component, "files" | "bytes" | "places"> & {
  readonly place?: string;
  /** It is in an image that has this path; absent: in the one it was found in. */
  readonly anchor?: string;
  readonly entries: readonly ImageEntry[];
};

/** The inventory of these findings in an image that has of their entries those that `has` says; `sizeOf` gives a file's bytes in it. */
export function inventoryOf(
  findings: readonly Finding[],
  has: (path: string) => boolean,
  sizeOf: (entry: ImageEntry) => number,
): readonly Component[] {
  const components = new Map<string, Component>();
  for (const { anchor, place, entries, ...identity } of findings) {
    if (anchor !== undefined && !has(anchor)) continue;
    const key = identity.purl ?? `${place ?? ""} ${identity.name}`;
    const before = components.get(key);
    const counted = new Set<SourceEntry>();
    let files = before?.files ?? 0;
    let bytes = before?.bytes ?? 0;
    for (const entry of entries) {
      if (!has(entry.path)) continue;
      files++;
      if (entry.data === undefined || counted.has(entry.data)) continue;
      counted.add(entry.data);
      bytes += sizeOf(entry);
    }
    const places = [...(before?.places ?? []), ...(place === undefined ? [] : [place])];
    components.set(key, { ...identity, files, bytes, places: [...new Set(places)].sort() });
  }
  const order = ({ purl, name, places }: Component): string => [purl ?? "~", name, places[0] ?? ""].join("\0");
  const keyed = [...components.values()].map((component) => [order(component), component] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, component]) => component);
}
