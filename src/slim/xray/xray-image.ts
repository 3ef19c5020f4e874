import { setImmediate } from "node:timers/promises";
import { directorySums } from "../../model/directory-sums.js";
import type { ImageInfo } from "../../model/image.js";
import type { Xray, XrayFile } from "../../model/xray.js";
import type { ImageEntry, SourceEntry } from "../image-index.js";
import { indexImage } from "../index-image.js";
import type { LayerMemo } from "../merge-layers.js";
import { readPackages, type Packages } from "../packages.js";
import type { SpooledImage } from "../spool-layers.js";
import { duplicates, wasted } from "./duplicates.js";
import { hiddenFiles } from "./hidden-files.js";
import { imageFacts } from "./image-config.js";
import { languagePackages } from "./language-packages.js";
import { amount, layerFacts } from "./layer-facts.js";
import { leftovers } from "./leftovers.js";
import { privileged } from "./privileged.js";

export type XrayOptions = {
  /** Most entries of the lists of files. */
  readonly top: number;
  readonly signal: AbortSignal;
};

export const directoryDepth = 3;

/** Looks into an image's spooled layers. Holds headers, never content. @throws StackSlimError see mergeLayers; rejects with the signal's reason. */
export async function xrayImage({ configText, layers }: SpooledImage, info: ImageInfo, { top, signal }: XrayOptions): Promise<Xray> {
  // What follows is synchronous; here a signal gets its turn.
  const step = async (): Promise<void> => {
    await setImmediate();
    signal.throwIfAborted();
  };
  const memo: LayerMemo = new Map();
  const index = indexImage(layers, memo);
  await step();
  const entries = [...index.entries()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const packages = readPackages(index);
  await step();
  const files = countedFiles(entries, layers, packages);
  const sources = layers.map((layer) => memo.get(layer) ?? []);
  const hidden = hiddenFiles(index, sources);
  await step();
  const same = duplicates(entries);
  await step();
  const facts = imageFacts(configText);
  return {
    version: 1,
    image: { ref: info.ref, id: info.id, architecture: info.architecture, os: info.os },
    total: index.figures,
    config: facts.config,
    layers: layerFacts(sources, facts.layers, hidden),
    directories: [...directorySums(files, "/", directoryDepth)]
      .map(([path, sum]) => ({ path, ...sum }))
      .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1)),
    largestFiles: [...files].sort((a, b) => b.bytes - a.bytes).slice(0, top),
    packages: packageSums(packages, files),
    languagePackages: languagePackages(index, packages, files),
    waste: {
      hidden: amount(hidden.map(({ bytes }) => bytes)),
      largestHidden: hidden.slice(0, top),
      duplicates: {
        bytes: same.reduce((sum, one) => sum + wasted(one), 0),
        files: same.reduce((sum, { paths }) => sum + paths.length - 1, 0),
      },
      largestDuplicates: same.slice(0, top),
      leftovers: leftovers(files),
    },
    privileged: privileged(entries),
  };
}

/** Every path but directories, by path; bytes of hard links at the first one. */
function countedFiles(entries: readonly ImageEntry[], layers: readonly string[], { ownerOf }: Packages): readonly XrayFile[] {
  const counted = new Set<SourceEntry>();
  const files: XrayFile[] = [];
  for (const { path, type, size, source, data } of entries) {
    if (type === "directory") continue;
    const bytes = data === undefined || counted.has(data) ? 0 : size;
    if (data !== undefined) counted.add(data);
    const layer = layers.indexOf((data ?? source)?.layer ?? "") + 1;
    files.push({ path, bytes, package: ownerOf(path)?.name ?? null, layer });
  }
  return files;
}

function packageSums({ kind }: Packages, files: readonly XrayFile[]): Xray["packages"] {
  const none = { bytes: 0, files: 0 };
  const sums = new Map<string, { bytes: number; files: number }>();
  for (const { package: owner, bytes } of files) {
    const sum = owner === null ? none : (sums.get(owner) ?? { bytes: 0, files: 0 });
    sum.bytes += bytes;
    sum.files++;
    if (owner !== null) sums.set(owner, sum);
  }
  const all = [...sums].map(([name, sum]) => ({ name, ...sum })).sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  return { kind, all, none };
}
