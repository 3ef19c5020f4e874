import type { Reason } from "../../model/slim-image.js";
import type { ImageIndex } from "../image-index.js";

/** What stays of an image, as those who prune metadata ask for it. Paths may have links in their directories, as package managers list them. */
export type Remains = {
  readonly index: ImageIndex;
  /** A kept path that is no directory, nor a link to one (`/lib`, which many packages list as the directory it was). */
  readonly hasFile: (path: string) => boolean;
  readonly isDirectory: (path: string) => boolean;
  /** A kept path or a directory of the image: all directories stay. */
  readonly has: (path: string) => boolean;
  /** The exact path is kept, but may get other content. */
  readonly mayChange: (path: string) => boolean;
  /** The service itself used this very file while it was profiled. */
  readonly isObserved: (path: string) => boolean;
};

const fixedBy: ReadonlySet<string> = new Set(["keep", "volume", "repair"]);

/** `named`: whether one of the user's `keep` globs names a path. Such files stay as they are, like those that fill volumes or mended a trial. */
export function remainsOf(index: ImageIndex, kept: ReadonlyMap<string, Reason>, named: (path: string) => boolean): Remains {
  const real = realPaths(index);
  const leadsToDirectory = (path: string): boolean => {
    const type = index.get(path)?.type;
    return type === "directory" || (type === "symlink" && index.resolve(path).final?.type === "directory");
  };
  const isHere = (path: string): boolean => kept.has(path) || index.get(path)?.type === "directory";
  const isFile = (path: string): boolean => kept.has(path) && !leadsToDirectory(path);
  return {
    index,
    isDirectory: (path) => leadsToDirectory(real(path)),
    hasFile: (path) => isFile(real(path)),
    has: (path) => isHere(real(path)),
    mayChange: (path) => kept.has(path) && !fixedBy.has(kept.get(path)?.rule ?? "") && !named(path),
    isObserved: (path) => kept.get(path)?.rule === "observed",
  };
}

/** Follows the links in a path's directory, not the path itself if it is one: where a package manager put what its database lists. */
export function realPaths(index: ImageIndex): (path: string) => string {
  const directories = new Map<string, string>();
  return (path) => {
    const at = path.lastIndexOf("/");
    const directory = path.slice(0, at);
    let real = directories.get(directory);
    if (real === undefined) {
      const found = index.resolve(directory).final?.path ?? directory;
      real = found === "/" ? "" : found;
      directories.set(directory, real);
    }
    // dpkg lists the root as "/.".
    if (path.endsWith("/.")) return real === "" ? "/" : real;
    return real === directory ? path : `${real}${path.slice(at)}`;
  };
}
