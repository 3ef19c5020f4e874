import { posix } from "node:path";
import type { ElfFacts } from "./elf.js";
import type { ImageIndex } from "./image-index.js";

/** Where the run-time loader finds shared objects in this image. */
export type Libraries = {
  /** Directories searched for every program, links resolved: LD_LIBRARY_PATH, ld.so.conf, the loader's own. */
  readonly directories: readonly string[];
  /** Paths a needed name stands for when `path`, whose facts are `elf`, asks for it: the first match and its glibc-hwcaps variants. */
  readonly find: (name: string, path: string, elf: ElfFacts) => readonly string[];
  /** Paths of shared objects of this name in any searched directory. */
  readonly byName: (name: string) => readonly string[];
};

const own = ["/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib", "/lib32", "/usr/lib32"];

/** Source of the order: ld.so(8), "dynamic string tokens" and "hardware capabilities"; musl: its dynamic linker's path file. */
export function findLibraries(
  index: ImageIndex,
  environment: Readonly<Record<string, string>>,
  elf: (path: string) => ElfFacts | undefined,
): Libraries {
  const resolved = (directories: readonly string[]): readonly string[] => {
    const finals = directories.map((directory) => index.resolve(directory).final).filter((entry) => entry?.type === "directory");
    return [...new Set(finals.map((entry) => entry?.path ?? ""))];
  };
  const multiarch = ["/lib", "/usr/lib", "/usr/local/lib"].flatMap((parent) =>
    index
      .children(index.resolve(parent).final?.path ?? "")
      .flatMap((name) => (/^[\w-]+-linux-(gnu|musl)\w*$/.test(name) ? [posix.join(parent, name)] : [])),
  );
  const preset = (environment["LD_LIBRARY_PATH"] ?? "").split(":").filter((path) => path.startsWith("/"));
  const directories = resolved([...preset, ...configured(index, "/etc/ld.so.conf", 0), ...muslPath(index), ...multiarch, ...own]);
  const hwcaps = (directory: string): readonly string[] =>
    index.children(posix.join(directory, "glibc-hwcaps")).map((level) => posix.join(directory, "glibc-hwcaps", level));
  const matches = (directory: string, name: string, kind: string): string | undefined => {
    const path = index.resolve(posix.join(directory, name)).final?.path;
    return path !== undefined && elf(path)?.kind === kind ? posix.join(directory, name) : undefined;
  };
  return {
    directories,
    byName: (name) =>
      directories.map((directory) => posix.join(directory, name)).filter((path) => index.resolve(path).final?.type === "file"),
    find: (name, path, facts) => {
      if (name.includes("/")) return index.resolve(name).final === undefined ? [] : [name];
      const local = [...facts.rpath, ...facts.runpath].map((entry) => expand(entry, path));
      for (const directory of [...resolved(local), ...directories]) {
        const found = matches(directory, name, facts.kind);
        if (found === undefined) continue;
        return [found, ...hwcaps(directory).flatMap((variant) => matches(variant, name, facts.kind) ?? [])];
      }
      return [];
    },
  };
}

/** Directories of ld.so.conf, its includes too. */
function configured(index: ImageIndex, file: string, depth: number): readonly string[] {
  const text = index.read(index.resolve(file).final?.path ?? "", { length: 65_536 })?.toString("latin1") ?? "";
  return text.split("\n").flatMap((line) => {
    const words = line
      .replace(/#.*/, "")
      .trim()
      .split(/[\s,:]+/);
    if (words[0] !== "include") return words.filter((word) => word.startsWith("/")).map((word) => word.replace(/=.*/, ""));
    return depth > 4
      ? []
      : words.slice(1).flatMap((pattern) => includes(index, pattern).flatMap((path) => configured(index, path, depth + 1)));
  });
}

function includes(index: ImageIndex, pattern: string): readonly string[] {
  const directory = posix.dirname(posix.resolve("/etc", pattern));
  const suffix = posix.basename(pattern).replace(/^.*\*/, "");
  return index.children(directory).flatMap((name) => (name.endsWith(suffix) ? [posix.join(directory, name)] : []));
}

function muslPath(index: ImageIndex): readonly string[] {
  return index.children("/etc").flatMap((name) => {
    if (!/^ld-musl-.*\.path$/.test(name)) return [];
    return (index.read(`/etc/${name}`, { length: 65_536 })?.toString("latin1") ?? "").split(/[\n:]/).filter((path) => path.startsWith("/"));
  });
}

const expand = (entry: string, path: string): string => {
  const origin = entry.replaceAll("${ORIGIN}", "$ORIGIN").replaceAll("$ORIGIN", posix.dirname(path));
  return posix.normalize(origin.replace(/\$(LIB|\{LIB\})/g, "lib"));
};
