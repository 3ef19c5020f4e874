import { posix } from "node:path";
import type { RuleContext } from "./rule.js";

/** Directories of PATH as the service has it; the engine's default when nothing sets it. */
export function searchPath({ environment }: Pick<RuleContext, "environment">): readonly string[] {
  const path = environment["PATH"] ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  return path.split(":").filter((directory) => directory.startsWith("/"));
}

/** Paths of the image that a program's name stands for: absolute as it is, relative from the working directory, bare through PATH. */
export function programPaths(context: RuleContext, name: string): readonly string[] {
  const { index, service, image } = context;
  const isFile = (path: string): boolean => index.resolve(path).final?.type === "file";
  if (name.startsWith("/")) return isFile(name) ? [posix.normalize(name)] : [];
  if (name.includes("/")) {
    const path = posix.resolve("/", service.workingDirectory ?? image.workingDirectory, name);
    return isFile(path) ? [path] : [];
  }
  const first = searchPath(context)
    .map((directory) => posix.join(directory, name))
    .find(isFile);
  return first === undefined ? [] : [first];
}

/** Programs and absolute paths that a shell text names: each word that is one, comments left out. Too many rather than too few. */
export function namedPrograms(context: RuleContext, text: string): readonly string[] {
  const words = new Set<string>();
  for (const line of text.split("\n")) {
    const code = line.replace(/(^|\s)#.*/, "");
    for (const [word] of code.matchAll(/[\w./+[\]-]+/g)) words.add(word.replace(/[.]+$/, ""));
  }
  return [...words].flatMap((word) => (/^[.\w/[]/.test(word) ? programPaths(context, word) : []));
}
