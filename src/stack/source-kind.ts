import { realpathSync, statSync } from "node:fs";
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

/** A path of this machine with every link on it followed; as it is where nothing lies, or nothing that can be looked at. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
