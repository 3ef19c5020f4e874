import { posix } from "node:path";
import { completing, type Rule, type RuleContext } from "../rule.js";
import { closureBytes, heaviestClosureBytes } from "./elf-dlopen.js";

const mostPlugins = 600;
const mostBytes = 64 * 1024 * 1024;

/** Plugins lie in directories of their own and are loaded by need (codecs, converters, modules): where one was used, its siblings stay. */
export const besidePlugins: Rule = {
  name: "plugins",
  policies: completing,
  start: (context) => ({
    *seed() {
      for (const directory of pluginDirectories(context)) {
        const siblings = context.index
          .children(directory)
          .map((name) => posix.join(directory, name))
          .filter((path) => isPlugin(context, path));
        const bytes = siblings.reduce((sum, path) => sum + (context.index.get(path)?.size ?? 0), 0);
        if (siblings.length > mostPlugins || bytes > mostBytes) continue;
        for (const path of siblings) {
          if (closureBytes(context, path) > heaviestClosureBytes) continue;
          const why = `plugin beside one that was used, in ${directory}`;
          yield { path, why };
          // libtool's loader opens a plugin by the text file that describes it.
          yield { path: path.replace(/\.so[\d.]*$/, ".la"), why };
        }
      }
    },
  }),
};

function pluginDirectories(context: RuleContext): ReadonlySet<string> {
  const directories = new Set<string>();
  for (const path of context.used) {
    const directory = posix.dirname(path);
    if (isPlugin(context, path) && !context.libraries.directories.includes(directory)) directories.add(directory);
  }
  return directories;
}

const isPlugin = ({ index }: RuleContext, path: string): boolean =>
  /\.so(\.[\d.]+)?$/.test(path) && index.resolve(path).final?.type === "file";
