import { readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { SourceKind } from "./isolate-options.js";

/** What lies at a path of this machine, links followed. What can't be looked at counts as absent. */
export function sourceKind(path: string): SourceKind {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return "directory";
    if (found.isSocket()) return "socket";
    return found.isFile() ? "file" : "device";
  } catch {
    return "absent";
  }
}

const mostLinks = 40;

/**
 * A path of this machine with every link on it followed, links to what isn't there and folders that are yet to be made too (as `realpath -m`).
 * What can't be looked at stays as it is written.
 */
export function realPath(path: string, links = 0): string {
  try {
    return realpathSync(path);
  } catch {
    if (links >= mostLinks || path === dirname(path)) return path;
    const text = linkText(path);
    return text === undefined ? join(realPath(dirname(path), links), basename(path)) : realPath(resolve(dirname(path), text), links + 1);
  }
}

function linkText(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
