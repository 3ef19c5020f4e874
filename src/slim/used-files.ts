import type { FactKind, Trace, TraceFact } from "../model/trace.js";
import type { ImageIndex } from "./image-index.js";

const uses: ReadonlySet<FactKind> = new Set(["open", "write", "exec", "interp", "list"]);

/** Image paths of the files a service opened or ran, links followed; a mere stat is no use, since a PATH search stats what it passes. */
export function usedFiles(index: ImageIndex, trace: Trace): ReadonlySet<string> {
  const used = new Set<string>();
  for (const fact of trace.facts) {
    if (!uses.has(fact.kind)) continue;
    for (const path of factPaths(fact)) {
      const final = index.resolve(path).final;
      if (final !== undefined && final.type !== "directory") used.add(final.path);
    }
  }
  return used;
}

/** The paths a fact names: as asked, and where the running container's own links led. A unix socket's path comes without its scheme. */
export function factPaths({ kind, state, path, final }: TraceFact): readonly string[] {
  if (state === "n" || state === "p") return [];
  if (state === "c") return path.startsWith("unix:/") ? [path.slice("unix:".length)] : [];
  const ends = kind === "link" || kind === "hello" || kind === "bye" ? [path] : [path, final];
  return ends.filter((end) => end.startsWith("/"));
}

/** What tells of a package rather than being of use: scanned for every installed package by tools that look for plugins. */
export const isRecord = (path: string): boolean => /\.(dist|egg)-info(\/|$)|\/specifications\/.*\.gemspec$|^\/var\/lib\/dpkg\//.test(path);
