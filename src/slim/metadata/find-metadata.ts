import type { ImageIndex } from "../image-index.js";

/** Where language packages of an image tell what they are, in the order of their paths. */
export type MetadataPlaces = {
  /** `….dist-info` and `….egg-info`: directories, the latter also plain files. */
  readonly python: readonly string[];
  /** Directories of npm packages that have a package.json. */
  readonly npm: readonly string[];
  readonly gemspecs: readonly string[];
};

/** A package's own directory; the nested packages of others lie in a node_modules of its own. Debian has packages below nodejs instead. */
const npmPackage = /^(.*\/(?:node_modules|(?:share|lib)\/nodejs)\/(?:@[^/]+\/)?[^/@.][^/]*)\/package\.json$/;

export function findMetadata(index: ImageIndex): MetadataPlaces {
  const python: string[] = [];
  const npm: string[] = [];
  const gemspecs: string[] = [];
  for (const { path, type } of index.entries()) {
    if (path.endsWith("-info")) {
      if (/\/[^/]+\.(dist|egg)-info$/.test(path) && (type === "directory" || (type === "file" && path.endsWith(".egg-info"))))
        python.push(path);
    } else if (path.endsWith("/package.json") && type === "file") npm.push(...(npmPackage.exec(path)?.slice(1, 2) ?? []));
    else if (path.endsWith(".gemspec") && type === "file" && /\/specifications\/[^/]+$/.test(path)) gemspecs.push(path);
  }
  return { python: python.sort(), npm: npm.sort(), gemspecs: gemspecs.sort() };
}
