import type { Remains } from "./remains.js";

/** What is left of a distribution package: more than configuration, nothing but configuration, or nothing. */
export type PackageState = "installed" | "config-files" | "gone";

/** Files that say nothing about whether a package is there: documentation, translations, byte code, and records of any package manager. */
const beside = [
  /^\/usr\/(local\/)?share\/(doc|man|info|lintian|locale|bug)\//,
  /^\/var\/lib\/dpkg\/|^\/(usr\/)?lib\/apk\//,
  /\/__pycache__\/|\.(dist|egg)-info(\/|$)/,
];

/** Whether a file of a package tells that the package is there. */
export const isSubstance = (path: string): boolean => !beside.some((pattern) => pattern.test(path));

/**
 * Files of /etc are a package's configuration, and no sign that its programs are there; unless it ships nothing else (lists of protocols or
 * certificates). A package that ships nothing at all, such as a metapackage, is gone: nothing of it can be in an image.
 */
export function packageState({ hasFile, isDirectory }: Remains, paths: Iterable<string>): PackageState {
  let configuration = false;
  let shipsMore = false;
  for (const path of paths) {
    if (!isSubstance(path)) continue;
    if (path.startsWith("/etc/")) configuration ||= hasFile(path);
    else if (hasFile(path)) return "installed";
    else shipsMore ||= !isDirectory(path);
  }
  return !configuration ? "gone" : shipsMore ? "config-files" : "installed";
}
