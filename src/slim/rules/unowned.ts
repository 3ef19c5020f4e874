import { completing, type Rule, type RuleContext } from "../rule.js";
import { isLeftover, isOrdinary } from "./ordinary-file.js";

/** Without a readable package database these hold the distribution, not the application. */
const distribution = /^\/(usr\/(?!local\/|src\/)|lib|lib64|bin|sbin|etc|var\/lib\/(rpm|dnf)|boot)/;

/** Files that no package owns are the application somebody put into the image: they stay, but for caches, logs and documentation. */
export const unowned: Rule = {
  name: "unowned",
  policies: completing,
  start: (context) => ({
    *seed() {
      for (const { path, type } of context.index.entries()) {
        if (type === "directory" || context.packages.ownerOf(path) !== undefined || isLeftover(path) || !isOrdinary(path)) continue;
        if (context.packages.kind === "rpm" && distribution.test(path)) continue;
        if (compiledOfPackage(context, path) || (type === "symlink" && isAlternative(context, path))) continue;
        yield { path, why: "no package owns it: the application's own" };
      }
    },
  }),
};

/** Byte code that a package's installation compiled: as owned as its source. */
function compiledOfPackage({ packages }: RuleContext, path: string): boolean {
  const source = /^(.*)\/__pycache__\/([^/]+)\.cpython-\d+(\.opt-\d)?\.pyc$/.exec(path);
  return source !== null && packages.ownerOf(`${source[1] ?? ""}/${source[2] ?? ""}.py`) !== undefined;
}

/** Made by update-alternatives for a program of a package, not by the application. */
const isAlternative = ({ index }: RuleContext, path: string): boolean =>
  index.resolve(path).links.some((link) => link.startsWith("/etc/alternatives/"));
