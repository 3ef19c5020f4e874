import { posix } from "node:path";
import type { ImageIndex } from "../image-index.js";
import { completing, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";

/**
 * An Erlang application is loaded module by module, at the first call of each: the whole of every application of which a module was loaded, and
 * of those that its resource file says it needs. Source: app(4), code(3).
 */
export const erlang: Rule = {
  name: "erlang",
  policies: completing,
  start: ({ index, used }) => ({
    *seed() {
      const roots = new Set<string>();
      for (const path of used) {
        const root = /^(.*)\/ebin\/[^/]+\.(beam|app)$/.exec(path)?.[1];
        if (root !== undefined) roots.add(root);
      }
      const homes = new Set([...roots].map((root) => posix.dirname(root)));
      // Grows while it is walked: applications need applications.
      for (const root of roots) {
        const name = posix.basename(root);
        for (const part of ["ebin", "priv"])
          for (const path of filesBelow(index, posix.join(root, part))) yield { path, why: `rest of the Erlang application ${name}` };
        for (const needed of applications(index, root)) {
          for (const home of homes) for (const found of versionsOf(index, home, needed)) roots.add(found);
        }
      }
    },
  }),
};

/** Names in `{applications, […]}` and the like of an application's resource file. */
function applications(index: ImageIndex, root: string): readonly string[] {
  const ebin = posix.join(root, "ebin");
  const file = index.children(ebin).find((name) => name.endsWith(".app"));
  const text = file === undefined ? "" : (index.read(posix.join(ebin, file), { length: 1 << 18 })?.toString("latin1") ?? "");
  const lists = [...text.matchAll(/\{\s*(?:applications|included_applications|optional_applications)\s*,\s*\[([^\]]*)\]/g)];
  return lists.flatMap(([, names = ""]) => names.split(",").map((name) => name.trim().replaceAll("'", "")));
}

const versionsOf = (index: ImageIndex, home: string, name: string): readonly string[] =>
  name === ""
    ? []
    : index
        .children(home)
        .filter((folder) => folder === name || (folder.startsWith(`${name}-`) && /^\d/.test(folder.slice(name.length + 1))))
        .map((folder) => posix.join(home, folder));
