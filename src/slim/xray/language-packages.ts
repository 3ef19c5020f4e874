import { posix } from "node:path";
import type { LanguagePackage } from "../../model/xray.js";
import { decodePath } from "../../model/path-bytes.js";
import type { ImageIndex } from "../image-index.js";
import type { Packages } from "../packages.js";

type Sum = { bytes: number; files: number };

/** A file and the directory of the package it belongs to, for packages that are a directory. The last match in a path counts. */
const roots: readonly (readonly [LanguagePackage["kind"], RegExp])[] = [
  ["npm", /^(.*\/node_modules\/(?:@[^/]+\/)?[^/@.][^/]*)\//],
  ["gem", /^(.*\/gems\/[^/]+-\d[^/]*)\//],
];

/**
 * What package managers of languages put into the image: npm packages (without those nested in them), gems, Python distributions, jar files. What a
 * distribution's package owns is counted there, not here. Largest first.
 */
export function languagePackages(
  index: ImageIndex,
  { ownerOf }: Pick<Packages, "ownerOf">,
  files: Iterable<{ readonly path: string; readonly bytes: number }>,
): readonly LanguagePackage[] {
  const sums = new Map<string, Sum & { kind: LanguagePackage["kind"] }>();
  const sizes = new Map<string, number>();
  const records: string[] = [];
  const found: LanguagePackage[] = [];
  for (const { path, bytes } of files) {
    if (ownerOf(path) !== undefined) continue;
    sizes.set(path, bytes);
    if (/\/[^/]+\.dist-info\/RECORD$/.test(path)) records.push(path);
    if (/\.(jar|war|ear)$/.test(path)) found.push({ ...jarName(path), path, bytes, files: 1 });
    for (const [kind, pattern] of roots) {
      const root = pattern.exec(path)?.[1];
      if (root === undefined) continue;
      const sum = sums.get(root) ?? { kind, bytes: 0, files: 0 };
      sum.bytes += bytes;
      sum.files++;
      sums.set(root, sum);
    }
  }
  for (const [path, { kind, ...sum }] of sums) {
    const named = kind === "npm" ? npmName(index, path) : gemName(index, path);
    if (named !== undefined) found.push({ ...named, path, ...sum });
  }
  for (const record of records) found.push(pythonDistribution(index, record, sizes));
  return found.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}

type Named = Pick<LanguagePackage, "kind" | "name" | "version">;

function npmName(index: ImageIndex, root: string): Named | undefined {
  const text = index.read(posix.join(root, "package.json"), { length: 1 << 20 })?.toString("utf8");
  if (text === undefined) return undefined;
  const name = root.slice(root.lastIndexOf("/node_modules/") + "/node_modules/".length);
  return { kind: "npm", name, version: versionIn(text) };
}

function versionIn(manifest: string): string | null {
  try {
    const { version } = JSON.parse(manifest) as { version?: unknown };
    return typeof version === "string" ? version : null;
  } catch {
    return null;
  }
}

/** A directory of a gem has its specification beside it. */
function gemName(index: ImageIndex, root: string): Named | undefined {
  const full = posix.basename(root);
  if (index.get(posix.join(root, "../../specifications", `${full}.gemspec`)) === undefined) return undefined;
  const [, name = full, version = null] = /^(.+?)-(\d[^/]*)$/.exec(full) ?? [];
  return { kind: "gem", name, version };
}

function jarName(path: string): Named {
  const stem = posix.basename(path).replace(/\.[a-z]+$/, "");
  const [, name = stem, version = null] = /^(.+?)-(\d[\w.+-]*)$/.exec(stem) ?? [];
  return { kind: "jar", name, version };
}

/** Its RECORD names every file of it, relative to the directory that holds the metadata. Source: PyPA, "Recording installed projects". */
function pythonDistribution(index: ImageIndex, record: string, sizes: ReadonlyMap<string, number>): LanguagePackage {
  const metadata = posix.dirname(record);
  const site = posix.dirname(metadata);
  const [, name = "", version = null] = /^(.+?)-(.+)\.dist-info$/.exec(posix.basename(metadata)) ?? [];
  let bytes = 0;
  let files = 0;
  for (const line of decodePath(index.read(record) ?? Buffer.alloc(0)).split("\n")) {
    const listed = /^"(.*)",[^,]*,\d*\r?$/.exec(line)?.[1] ?? /^([^,]+),/.exec(line)?.[1];
    const size = listed === undefined ? undefined : sizes.get(posix.resolve(site, listed));
    if (size === undefined) continue;
    bytes += size;
    files++;
  }
  return { kind: "python", name, version, path: metadata, bytes, files };
}
