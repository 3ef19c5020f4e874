import { posix } from "node:path";
import type { ImageIndex } from "../image-index.js";
import { completing, type Keep, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";

/** The rest of every npm package of which a file was used (modules are required late), and of the packages it depends on. */
export const node: Rule = {
  name: "node",
  policies: completing,
  start: ({ index, used }) => ({
    *seed() {
      const roots = new Set<string>();
      for (const path of used) {
        const root = /^(.*\/(?:node_modules|nodejs)\/(?:@[^/]+\/)?[^/@][^/]*)\//.exec(path)?.[1];
        if (root !== undefined) roots.add(root);
      }
      yield* npmPackages(index, roots);
    },
  }),
};

/** Within a package: documentation, types, source maps, tests. */
const unread = /\.(md|markdown|d\.ts|map)$|\/(test|tests|docs|example|examples|@types)\/|\/tests?\.js$/;

/** Files of the npm packages at these directories and of those they depend on. */
export function* npmPackages(index: ImageIndex, start: Iterable<string>): Generator<Keep> {
  const roots = new Set(start);
  // Grows while it is walked: dependencies have dependencies.
  for (const root of roots) {
    for (const file of filesBelow(index, root, (directory) => directory.endsWith("/node_modules"))) {
      if (!unread.test(file.slice(root.length))) yield { path: file, why: `rest of the npm package ${root}` };
    }
    for (const name of dependencies(index.read(posix.join(root, "package.json"), { length: 1 << 20 }))) {
      const home = npmHome(index, root, name);
      if (home !== undefined) roots.add(home);
    }
  }
}

function dependencies(manifest: Buffer | undefined): readonly string[] {
  try {
    const { dependencies: named } = JSON.parse(manifest?.toString("utf8") ?? "{}") as { dependencies?: unknown };
    return typeof named === "object" && named !== null ? Object.keys(named) : [];
  } catch {
    return [];
  }
}

/** Directory of the package that a file in `from` gets for `name`. Source: Node.js modules documentation, "Loading from node_modules folders". */
export function npmHome(index: ImageIndex, from: string, name: string): string | undefined {
  const homes: string[] = [];
  for (let here = from; here !== "/"; here = posix.dirname(here)) homes.push(posix.join(here, "node_modules", name));
  return [...homes, posix.join("/usr/share/nodejs", name), posix.join("/usr/lib/nodejs", name)]
    .map((path) => index.resolve(path).final)
    .find((final) => final?.type === "directory")?.path;
}
