import { posix } from "node:path";
import type { ImageIndex } from "./image-index.js";

/** Paths of everything below a directory that is no directory itself; `directory` may be reached through links. Nothing when it isn't there. */
export function* filesBelow(index: ImageIndex, directory: string, skip: (directory: string) => boolean = () => false): Generator<string> {
  const start = index.resolve(directory).final;
  if (start?.type !== "directory") return;
  const waiting = [start.path];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const name of index.children(next)) {
      const path = posix.join(next, name);
      if (index.get(path)?.type !== "directory") yield path;
      else if (!skip(path)) waiting.push(path);
    }
  }
}
