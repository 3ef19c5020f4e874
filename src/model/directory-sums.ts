/** Bytes of regular files (hard links once) and the number of paths that are no directories. */
export type Amount = { readonly bytes: number; readonly files: number };

/**
 * What lies below each directory, `root` itself and those at most `depth` levels below it. `files` are absolute paths below `root`; a directory that
 * none of them is in is not in the result.
 */
export function directorySums(
  files: Iterable<{ readonly path: string; readonly bytes: number }>,
  root: string,
  depth: number,
): ReadonlyMap<string, Amount> {
  const sums = new Map<string, { bytes: number; files: number }>();
  const count = (directory: string, bytes: number): void => {
    const sum = sums.get(directory) ?? { bytes: 0, files: 0 };
    sum.bytes += bytes;
    sum.files++;
    sums.set(directory, sum);
  };
  const start = root === "/" ? 0 : root.length;
  for (const { path, bytes } of files) {
    count(root, bytes);
    for (let level = 1, at = path.indexOf("/", start + 1); level <= depth && at !== -1; level++, at = path.indexOf("/", at + 1))
      count(path.slice(0, at), bytes);
  }
  return sums;
}
