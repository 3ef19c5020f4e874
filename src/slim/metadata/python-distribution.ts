import { posix } from "node:path";
import type { ImageIndex } from "../image-index.js";
import { filesBelow } from "../walk.js";
import { bytesText, linesOf, pathIn } from "./byte-lines.js";

/** An installed Python distribution by its metadata directory (dist-info, egg-info) or, from old tools, file. */
export type PythonDistribution = {
  /** Where modules are installed: the metadata's parent. */
  readonly site: string;
  readonly info: string;
  /** Files of the image that are its metadata. */
  readonly metadata: readonly string[];
  /** METADATA or PKG-INFO: name and version stand there. */
  readonly described: string | undefined;
  readonly record: { readonly path: string; readonly text: string } | undefined;
  /** What it installed, as far as can be known; undefined: nothing says so. Not all need be in the image. */
  readonly files: readonly string[] | undefined;
};

/** Sources: PyPA's "Recording installed projects"; setuptools' egg-info formats. */
export function pythonDistribution(index: ImageIndex, info: string): PythonDistribution {
  const site = posix.dirname(info);
  const metadata = index.get(info)?.type === "file" ? [info] : [...filesBelow(index, info)];
  const described = metadata.find(
    (path) => path === info || path === posix.join(info, "METADATA") || path === posix.join(info, "PKG-INFO"),
  );
  const record = bytesText(index, posix.join(info, "RECORD"));
  const installed = record === undefined ? bytesText(index, posix.join(info, "installed-files.txt")) : undefined;
  const listed =
    record !== undefined
      ? linesOf(record.text).map((line) => recordPath(site, line))
      : installed !== undefined
        ? linesOf(installed.text).map((line) => posix.resolve(info, pathIn(line.trim())))
        : byName(index, site, info);
  const files = listed?.filter((path) => path !== info && !path.startsWith(`${info}/`));
  return { site, info, metadata, described, record, files };
}

/** The file a line of RECORD is about: CSV, relative to the site directory, quoted when it has a comma or a quote. */
export function recordPath(site: string, line: string): string {
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1]?.replaceAll('""', '"');
  return posix.resolve(site, pathIn(quoted ?? line.replace(/,.*/, "")));
}

/** By the names of its modules, where no list of files is; undefined when none of them is there. */
function byName(index: ImageIndex, site: string, info: string): readonly string[] | undefined {
  const plain = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");
  const tops = linesOf(bytesText(index, posix.join(info, "top_level.txt"))?.text ?? "").map((line) => pathIn(line.trim()));
  const distribution = plain(posix.basename(info).replace(/(-[^-]*)?(-py\d[\d.]*)?\.(dist|egg)-info$/, ""));
  const isModule = (name: string): boolean => {
    const stem = name.replace(/\.(py|so|[^/]*\.so)$/, "");
    return tops.length > 0 ? tops.includes(stem) : plain(stem) === distribution;
  };
  const files = index
    .children(site)
    .filter((name) => !name.endsWith("-info") && isModule(name))
    .flatMap((name) => {
      const path = posix.join(site, name);
      return index.get(path)?.type === "directory" ? [...filesBelow(index, path)] : [path];
    });
  return files.length === 0 ? undefined : files;
}
