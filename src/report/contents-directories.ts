import type { TreeFile } from "./diff-files.js";

/** A directory with all files below it; its parts hold each of them once. No parts: it is not divided. */
export type Directory = { readonly name: string; readonly files: readonly TreeFile[]; readonly parts: readonly Directory[] };

type Open = { readonly name: string; readonly depth: number; readonly files: readonly TreeFile[]; readonly bytes: number; parts: Open[] };

/** A part below this share of the image is drawn with its neighbours. */
const leastShare = 0.004;
/** A directory below this share is not divided. */
const leastDivided = 0.02;

/** Divides an image's directories, the heaviest first, into at most `most` parts that can still be told apart in a drawing. */
export function chooseDirectories(files: readonly TreeFile[], most: number): Directory {
  const root = opened("/", 0, files);
  const waiting = [root];
  for (let parts = 1; parts < most && waiting.length > 0;) {
    const [heaviest, ...others] = waiting.sort((a, b) => b.bytes - a.bytes);
    if (heaviest === undefined || heaviest.bytes < root.bytes * leastDivided) break;
    const divided = partsOf(heaviest, root.bytes * leastShare);
    waiting.splice(0, waiting.length, ...others);
    if (parts - 1 + divided.length > most) continue;
    heaviest.parts = divided;
    parts += divided.length - 1;
    // What lies in a directory itself, and what is drawn together, can't be divided further.
    waiting.push(...divided.filter(({ depth }) => depth > heaviest.depth));
  }
  return root;
}

const opened = (name: string, depth: number, files: readonly TreeFile[]): Open => ({
  name,
  depth,
  files,
  bytes: files.reduce((total, { bytes }) => total + bytes, 0),
  parts: [],
});

/** The directories in one, with its own files as one part and what is small as another; none when nothing would be divided by it. */
function partsOf({ name, depth, files }: Open, least: number): Open[] {
  const below = new Map<string, TreeFile[]>();
  const own: TreeFile[] = [];
  const start = name === "/" ? 1 : name.length + 1;
  for (const file of files) {
    const end = file.path.indexOf("/", start);
    if (end === -1) own.push(file);
    else {
      const path = file.path.slice(0, end);
      const known = below.get(path);
      if (known === undefined) below.set(path, [file]);
      else known.push(file);
    }
  }
  if (below.size === 0) return [];
  const all = [...below].map(([path, inside]) => opened(path, depth + 1, inside));
  const small = all.filter(({ bytes }) => bytes < least);
  const joined = small.length > 1 ? small : [];
  const inName = name === "/" ? "/" : `${name}/`;
  return [
    ...all.filter((part) => !joined.includes(part)),
    ...(own.length > 0 ? [opened(`${inName} (${String(own.length)} of its own files)`, depth, own)] : []),
    ...(joined.length > 0
      ? [
          opened(
            `${inName} (${String(joined.length)} small directories)`,
            depth,
            joined.flatMap((part) => part.files),
          ),
        ]
      : []),
  ].filter(({ bytes }) => bytes > 0);
}
