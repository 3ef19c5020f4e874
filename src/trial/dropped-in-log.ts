/** A path or a file name with an extension, as logs write them. */
const mentions = /\/[\w.+@~-]+(?:\/[\w.+@~-]+)*|[\w+-]+(?:\.[\w+-]+)*\.so(?:\.\d+)*|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g;
const complaint =
  /no such file|not found|cannot (?:open|load|find|stat)|can't (?:open|load|find|stat|locate)|could not (?:open|load|find)|failed to (?:open|load|find)|no module named|enoent|noclassdeffound|classnotfound|cannot import|missing|unable to (?:open|load|find|locate)|does not exist/i;
const maxLines = 400;
const maxPaths = 20;

/**
 * Paths of the original image that a log complains about and the slim image lacks. `dropped` holds every dropped path; names without a folder
 * (libx.so.1) match by their last part, dotted names (a Python module, a Java class) only as a path of that form.
 */
export function droppedInLog(
  log: string,
  dropped: ReadonlySet<string>,
  droppedByName: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const found = new Set<string>();
  for (const line of log.split("\n").slice(-maxLines)) {
    if (!complaint.test(line)) continue;
    for (const [mention] of line.matchAll(mentions)) {
      if (found.size >= maxPaths) return [...found];
      const path = mention.replace(/[.:,]+$/, "");
      if (dropped.has(path)) found.add(path);
      else if (!path.startsWith("/")) for (const match of byName(path, droppedByName)) found.add(match);
    }
  }
  return [...found];
}

function byName(name: string, droppedByName: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const exact = name.includes(".") ? droppedByName.get(name) : undefined;
  if (exact !== undefined) return exact;
  const last = name.slice(name.lastIndexOf(".") + 1);
  const folder = name.includes(".") ? `/${name.slice(0, name.lastIndexOf(".")).replaceAll(".", "/")}/` : "/";
  const candidates = [`${last}.py`, `${last}.pm`, `${last}.js`, `${last}.rb`, `${last}.class`, "__init__.py"].flatMap(
    (file) => droppedByName.get(file) ?? [],
  );
  return candidates.filter((path) => path.includes(`${folder}${last}.`) || path.includes(`${folder}${last}/__init__.`));
}
