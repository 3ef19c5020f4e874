import { emptySpec as plain, entryBlocks, type Format, holds, type Spec } from "./random-tar.js";

/** Numbers from a seed: mulberry32. */
export type Random = {
  readonly below: (limit: number) => number;
  readonly chance: (of: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
};

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(list: readonly T[]): T => {
    const found = list[below(list.length)];
    if (found === undefined) throw new Error("nothing to pick from");
    return found;
  };
  return { below, chance: (of) => next() < of, pick };
}

/** A path as the image has it in the end. `listed`: an entry says so; else a directory that is only on the way to something. */
export type Node = { readonly own: Spec; /** Hard links of one file share this. */ readonly file: Spec; readonly listed: boolean };
export type RandomImage = { readonly layers: readonly Buffer[]; readonly tree: ReadonlyMap<string, Node> };

const formats: readonly Format[] = ["v7", "ustar", "pax", "gnu", "gnu-sparse", "pax-sparse-0.0", "pax-sparse-0.1", "pax-sparse-1.0"];
const capability = Buffer.from("0100000200200000000000000000000000000000", "hex");

/** Layers, lowest first, and the tree they give by Docker's rules: kept beside them while they are made. */
export function randomImage(random: Random): RandomImage {
  const tree = new Map<string, Node>();
  const layers = Array.from({ length: 1 + random.below(4) }, (_, number) => {
    const entries: Buffer[] = [];
    if (number > 0) for (let i = random.below(4); i > 0; i--) entries.push(...hide(random, tree));
    const here = new Map<string, Node>();
    if (random.chance(0.3)) {
      const root: Spec = { ...randomSpec(random, ""), kind: "directory", data: plain.data, link: "", xattrs: {}, major: 0, minor: 0 };
      tree.set("", { own: root, file: root, listed: true });
      entries.push(entryBlocks(root, formatOf(random, root)));
    }
    for (let i = 1 + random.below(9); i > 0; i--) add(random, tree, here, entries);
    return Buffer.concat([...entries, Buffer.alloc(1024)]);
  });
  return { layers, tree };
}

/** A whiteout or an opaque directory of the layers so far. It comes before what its own layer brings. */
function hide(random: Random, tree: Map<string, Node>): readonly Buffer[] {
  const paths = [...tree.keys()].filter((path) => path !== "");
  if (paths.length === 0) return [];
  const path = random.pick(paths);
  const opaque = tree.get(path)?.own.kind === "directory" && random.chance(0.5);
  const gone = [...tree.keys()].filter((other) => other.startsWith(`${path}/`) || (!opaque && other === path));
  for (const other of gone) tree.delete(other);
  const marker = opaque ? `${path}/.wh..wh..opq` : path.replace(/[^/]*$/, (name) => `.wh.${name}`);
  const spec: Spec = { ...plain, path: marker, mode: 0 };
  return [entryBlocks(spec, formatOf(random, spec))];
}

function add(random: Random, tree: Map<string, Node>, here: Map<string, Node>, entries: Buffer[]): void {
  const path = freePath(random, tree, here);
  if (path === undefined) return;
  const targets = [...here].filter(([other, { own, listed }]) => listed && own.kind !== "directory" && tree.get(other)?.own === own);
  if (targets.length > 0 && random.chance(0.4)) {
    const [target, { file }] = random.pick(targets);
    const own: Spec = { ...file, path, kind: "hard", link: target, data: Buffer.alloc(0) };
    place(tree, here, { own, file, listed: true });
    entries.push(entryBlocks(own, formatOf(random, own)));
    return;
  }
  const own = randomSpec(random, path);
  place(tree, here, { own, file: own, listed: true });
  entries.push(entryBlocks(own, formatOf(random, own)));
}

/** Puts a node into the tree with the directories on its way; what it replaces goes, a directory over a directory keeps its content. */
function place(tree: Map<string, Node>, here: Map<string, Node>, node: Node): void {
  const { path, kind } = node.own;
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
    const parent = path.slice(0, at);
    if (tree.get(parent)?.own.kind === "directory") continue;
    const own: Spec = { ...plain, path: parent, kind: "directory", mode: 0o755 };
    tree.set(parent, { own, file: own, listed: false });
  }
  if (kind !== "directory") for (const other of [...tree.keys()]) if (other.startsWith(`${path}/`)) tree.delete(other);
  tree.set(path, node);
  here.set(path, node);
}

/** A new path, or one of a lower layer to replace; never one that this layer has, nor below one that is no directory here. */
function freePath(random: Random, tree: ReadonlyMap<string, Node>, here: ReadonlyMap<string, Node>): string | undefined {
  const old = [...tree.keys()].filter(
    (path) => path !== "" && !here.has(path) && ![...here.keys()].some((other) => other.startsWith(`${path}/`)),
  );
  if (old.length > 0 && random.chance(0.25)) {
    const path = random.pick(old);
    return underFile(path, here) ? undefined : path;
  }
  const folders = [...tree].filter(([path, { own }]) => path !== "" && own.kind === "directory").map(([path]) => path);
  const parent = random.chance(0.4) || folders.length === 0 ? "" : `${random.pick(folders)}/`;
  const way = random.chance(0.2) ? `${randomName(random)}/` : "";
  const path = `${parent}${way}${randomName(random)}`;
  return tree.has(path) || here.has(path) || underFile(path, here) ? undefined : path;
}

const underFile = (path: string, here: ReadonlyMap<string, Node>): boolean =>
  [...here].some(([other, { own }]) => own.kind !== "directory" && path.startsWith(`${other}/`));

function randomName(random: Random): string {
  const stem = random.pick([
    "a",
    "lib.so.6",
    "na\u00c3\u00afve",
    "\u00ff\u00fe",
    " space ",
    "new\nline",
    "back\\slash",
    "=",
    "100 x=y",
    "d",
  ]);
  return random.chance(0.25) ? stem.padEnd(60 + random.below(150), "n") : `${stem}${String(random.below(40))}`;
}

function randomSpec(random: Random, path: string): Spec {
  const kind = random.pick(["file", "file", "file", "file", "symlink", "directory", "directory", "character", "block", "fifo"] as const);
  // Half of them as old formats can hold them, too.
  const old = random.chance(0.5);
  const id = (): number => random.pick(old ? [0, 33, 1000, 2 ** 21 - 1] : [2 ** 21, 2_000_000_000]);
  const device = kind === "character" || kind === "block";
  return {
    ...plain,
    path,
    kind,
    mode: kind === "symlink" ? 0o777 : random.pick([0o644, 0o755, 0o4755, 0o2750, 0o1777, 0o6711, 0]),
    uid: id(),
    gid: id(),
    mtime: random.pick(old ? ["0", "1700000000", "8589934591"] : ["1700000000.123456789", "1.5", "-1", "-2.25", "8589934592"]),
    xattrs:
      random.chance(0.2) && kind === "file" ? { "security.capability": capability, "user.\u00e9": Buffer.from([0, 10, 61, 255]) } : {},
    data: kind === "file" ? randomData(random) : plain.data,
    link:
      kind === "symlink"
        ? random.pick(["missing", "/abs/../x", ".", path, "../".repeat(60), "\u00fe", "l".repeat(100), "l".repeat(101)])
        : "",
    major: device ? random.pick([1, 259, 2 ** 21 - 1]) : 0,
    minor: device ? random.below(256) : 0,
    dotted: random.chance(0.3),
  };
}

function randomData(random: Random): Buffer {
  const data = Buffer.alloc(random.pick([0, 1, 511, 512, 513, 2000, 20_000]));
  // Blocks with holes between them, up to more than a sparse header and one more block have room for.
  for (let at = 0; at < data.length; at += 512 * (1 + random.below(2))) data.write(String(random.below(1e9)), at, "latin1");
  return data;
}

function formatOf(random: Random, spec: Spec): Format {
  const able = formats.filter((format) => holds(format, spec));
  // Few long paths can be cut in two for ustar: those that can mostly are.
  return spec.path.length > 100 && able.includes("ustar") && random.chance(0.7) ? "ustar" : random.pick(able);
}
