import { posix } from "node:path";
import type { ImageIndex } from "../image-index.js";
import type { Keep } from "../rule.js";
import { filesBelow } from "../walk.js";

/** A top-level module and the site directory it lies in. */
export type PythonModule = { readonly site: string; readonly top: string };

const plain = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");

/** Everything in the site directory that came with these modules: themselves, their metadata, their bundled libraries. */
export function* pythonDistributions(index: ImageIndex, modules: Iterable<PythonModule>): Generator<Keep> {
  for (const { site, top } of modules) {
    const names = index.children(site).filter((name) => isModule(name, top) || isCompanion(name, top));
    for (const name of names) {
      const path = posix.join(site, name);
      const why = `distribution of the imported module ${top}`;
      if (index.get(path)?.type !== "directory") yield { path, why };
      else for (const file of filesBelow(index, path, (directory) => /\/tests?$/.test(directory))) yield { path: file, why };
    }
  }
}

/** The names under which `import top` finds a module: a package, a source file, a compiled one. Source: importlib.machinery's suffixes. */
export const isModule = (name: string, top: string): boolean =>
  name === top || name === `${top}.py` || (name.startsWith(`${top}.`) && name.endsWith(".so"));

const isCompanion = (name: string, top: string): boolean =>
  [".dist-info", ".egg-info", ".libs"].some((end) => name.endsWith(end) && plain(name).startsWith(plain(top)));

/** Modules that an import of `top` brings: itself and those of the distributions its metadata requires (extras left out), in the same sites. */
export function requiredModules(index: ImageIndex, sites: readonly string[], top: string): readonly PythonModule[] {
  const found = new Map<string, PythonModule>();
  const waiting = [top];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const module = name;
    for (const site of sites) {
      const children = index.children(site);
      if (found.has(`${site}\0${module}`) || !children.some((child) => isModule(child, module))) continue;
      found.set(`${site}\0${module}`, { site, top: module });
      for (const required of requirementsOf(index, site, children, module)) waiting.push(...modulesOf(index, sites, required));
    }
  }
  return [...found.values()];
}

/** Distribution names in `Requires-Dist` (wheel) or `requires.txt` (egg) of the distribution that has this module. */
function requirementsOf(index: ImageIndex, site: string, children: readonly string[], module: string): readonly string[] {
  const info = children.find((name) => isInfo(name) && (infoName(name) === plain(module) || topLevel(index, site, name).includes(module)));
  if (info === undefined) return [];
  const metadata = read(index, posix.join(site, info, "METADATA"));
  const wheel = [...metadata.matchAll(/^Requires-Dist: ([\w.-]+)(?!.*extra ==)/gm)].map(([, name = ""]) => name);
  const [plainPart = ""] = read(index, posix.join(site, info, "requires.txt")).split(/^\[/m);
  return [...wheel, ...[...plainPart.matchAll(/^([\w.-]+)/gm)].map(([, name = ""]) => name)];
}

function modulesOf(index: ImageIndex, sites: readonly string[], distribution: string): readonly string[] {
  return sites.flatMap((site) => {
    const info = index.children(site).find((name) => isInfo(name) && infoName(name) === plain(distribution));
    if (info === undefined) return [];
    const named = topLevel(index, site, info);
    return named.length > 0 ? named : [distribution.replaceAll("-", "_")];
  });
}

const isInfo = (name: string): boolean => /\.(dist|egg)-info$/.test(name);
const infoName = (name: string): string => plain(name.replace(/\.(dist|egg)-info$/, "").replace(/-\d.*$/, ""));
const topLevel = (index: ImageIndex, site: string, info: string): readonly string[] =>
  read(index, posix.join(site, info, "top_level.txt"))
    .split(/\s+/)
    .filter((name) => name !== "");
const read = (index: ImageIndex, path: string): string => index.read(path, { length: 1 << 18 })?.toString("utf8") ?? "";
