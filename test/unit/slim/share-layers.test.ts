import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assembleSlimImage } from "../../../src/slim/assemble-slim-image.js";
import type { ArchiveImage } from "../../../src/slim/docker-archive.js";
import type { ImageIndex } from "../../../src/slim/image-index.js";
import { indexImage } from "../../../src/slim/index-image.js";
import { keptUnits } from "../../../src/slim/kept-units.js";
import { readTar } from "../../../src/slim/read-tar.js";
import { fittingLayers, shareLayers, type SharedLayer } from "../../../src/slim/share-layers.js";
import { isLaminar, sharingSets } from "../../../src/slim/sharing-sets.js";
import { file, folder, hardLink, type Item, symlink, tarOf, writeLayer } from "./layer-fixture.js";

describe("sharingSets", () => {
  const bounds = { leastBytes: 10, mostLayers: 4 };
  const sets = (commons: Readonly<Record<string, number>>, limits = bounds): string[] =>
    sharingSets(
      Object.entries(commons).map(([images, bytes]) => ({ images: BigInt(`0b${images}`), bytes })),
      limits,
    ).map((set) => set.toString(2));

  test.each<[string, Record<string, number>, string[]]>([
    ["nothing in common", { "01": 500, "10": 500 }, []],
    ["too little in common", { "11": 9 }, []],
    ["two images", { "11": 10, "01": 3 }, ["11"]],
    ["nested sets, the widest first", { "1111": 20, "11": 30, "1100": 40 }, ["1111", "11", "1100"]],
    ["of two sets that cross, the one that saves more", { "0110": 50, "0011": 60 }, ["11"]],
    ["what crossing sets have in common is worth a layer where they are not", { "0111": 50, "1110": 1, "1111": 1 }, ["111"]],
    ["an intersection that no content has exactly", { "10111": 8, "01111": 8 }, ["111"]],
    ["one set in place of two halves of it", { "1111": 10 }, ["1111"]],
    ["a set of which a wider one leaves too little", { "1111": 100, "0011": 5 }, ["1111"]],
  ])("%s", (_what, commons, expected) => {
    expect(sets(commons)).toEqual(expected);
  });

  test("no image gets more layers than allowed, and those that save most are chosen", () => {
    const commons = { "111111": 20, "11111": 21, "1111": 22, "111": 23, "11": 100 };
    expect(sets(commons, { leastBytes: 10, mostLayers: 2 })).toEqual(["1111", "11"]);
  });

  test("a narrow set that the widest leaves too little of goes", () => {
    // Chosen for what it saves, then the wider one that came after it takes most of it.
    expect(sets({ "11": 6, "111111": 7, "1111": 5 }, { leastBytes: 10, mostLayers: 9 })).toEqual(["1111"]);
  });
});

type Kept = { readonly index: ImageIndex; readonly keeps: (path: string) => boolean; readonly made?: ReadonlyMap<string, Buffer> };
const bounds = { leastBytes: 1000, mostLayers: 3 };

const shared = (images: readonly Kept[]): readonly (readonly SharedLayer[])[] =>
  shareLayers(
    images.map(({ index, keeps, made }) => keptUnits(index, keeps, made)),
    bounds,
  );

const assemble = ({ index, keeps, made }: Kept, layers: readonly SharedLayer[] = []): ArchiveImage =>
  assembleSlimImage({
    index,
    keeps,
    ...(made === undefined ? {} : { made }),
    chain: layers.map((layer) => ({ layer, services: [`of ${layer.images.join()}`] })),
    configText: "{}",
    originalId: "sha256:o",
    policy: "balanced",
    ref: "x:slim",
  });

const tarsOf = (image: ArchiveImage): readonly Buffer[] =>
  image.layers.map(({ plan }) => {
    const { bytes, chunks } = plan();
    const tar = Buffer.concat([...chunks()]);
    expect(tar.length).toBe(bytes);
    return tar;
  });

/** All there is to say of each path: what it is, whose and when, what is in it, and which paths are hard links of it. */
function describeTree(index: ImageIndex): Record<string, unknown> {
  const links = new Map<unknown, string[]>();
  for (const { data, path } of index.entries()) if (data !== undefined) links.set(data, [...(links.get(data) ?? []), path].sort());
  const lines = [...index.entries()].map(({ path, type, target, size, source, data }) => {
    const own = data ?? source;
    const about = own === undefined ? undefined : [own.entry.mode, own.entry.uid, own.entry.gid, own.entry.mtime, own.entry.sparse];
    return [path, [type, target, size, about, links.get(data), index.read(path)?.toString("latin1")]] as const;
  });
  return Object.fromEntries(lines.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const big = (letter: string): string => letter.repeat(2000);
const all = (): boolean => true;

describe("shareLayers", () => {
  const base = writeLayer(tarOf([folder("usr"), file("usr/libc", big("c")), hardLink("usr/libc.6", "usr/libc"), symlink("lib", "usr")]));
  const image = (items: readonly Item[], keeps: (path: string) => boolean = all, lower = base): Kept => ({
    index: indexImage([lower, writeLayer(tarOf(items))]),
    keeps,
  });
  const pathsOf = (layers: readonly Buffer[]): string[][] => layers.map((tar) => [...readTar(writeLayer(tar))].map(({ path }) => path));

  test("images of one base share what both keep of it, on top lies what is left and every directory", () => {
    const images = [image([file("a", "a")]), image([file("b", "b")])];
    const [chain = [], other] = shared(images);
    expect(other).toEqual(chain);
    expect(chain.map(({ images: having }) => having)).toEqual([[0, 1]]);
    const layers = images.map((one) => tarsOf(assemble(one, chain)));
    expect(layers[0]?.[0]?.equals(layers[1]?.[0] ?? Buffer.alloc(0))).toBe(true);
    expect(pathsOf(layers[0] ?? [])).toEqual([
      ["/usr", "/lib", "/usr/libc", "/usr/libc.6"],
      ["/usr", "/a"],
    ]);
  });

  test("one image alone has one layer, the same as ever", () => {
    const one = image([file("a", "a")]);
    expect(shared([one])).toEqual([[]]);
    expect(tarsOf(assemble(one))).toHaveLength(1);
  });

  test("the same file from another layer is another file", () => {
    const copy = writeLayer(tarOf([file("usr/libc", big("c"))]));
    expect(shared([image([]), image([], all, copy)])).toEqual([[], []]);
  });

  test("hard links are shared only where the same paths of them stay", () => {
    const without = image([], (path) => path !== "/usr/libc");
    expect(shared([image([]), without])).toEqual([[], []]);
    const [chain = []] = shared([without, image([file("a")], (path) => path !== "/usr/libc")]);
    expect(pathsOf(tarsOf(assemble(without, chain)))).toEqual([["/usr", "/lib", "/usr/libc.6"], ["/usr"]]);
  });

  test("a file with other content is the image's own", () => {
    const plain = writeLayer(tarOf([file("status", big("s")), file("more", big("m"))]));
    const images = [1, 2].map((n): Kept => {
      const made = new Map([["/status", Buffer.from(`of ${String(n)}`)]]);
      return { ...image([], all, plain), made };
    });
    const [chain = []] = shared(images);
    const merged = indexImage(tarsOf(assemble(images[1] ?? image([]), chain)).map(writeLayer));
    expect(pathsOf(tarsOf(assemble(images[0] ?? image([]), chain)))).toEqual([["/more"], ["/status"]]);
    expect(merged.read("/status")?.toString()).toBe("of 2");
  });

  test("where images disagree about a directory, the shared layer has its name, and each image its own entry above", () => {
    const images = [image([folder("usr", 0o700)]), image([folder("usr", 0o711)])];
    const [chain = []] = shared(images);
    const merged = images.map((one) => indexImage(tarsOf(assemble(one, chain)).map(writeLayer)));
    expect(merged.map((index) => index.get("/usr")?.source?.entry.mode)).toEqual([0o700, 0o711]);
    const layers = images.map((one) => tarsOf(assemble(one, chain))[0]);
    expect(layers[0]?.equals(layers[1] ?? Buffer.alloc(0))).toBe(true);
  });

  test("a repaired image keeps the layers that it keeps all of, and what came to it lies in its own", () => {
    const more = writeLayer(tarOf([file("one", big("1")), file("two", big("2"))]));
    const kept = (paths: readonly string[]): Kept => image([], (path) => paths.includes(path), more);
    const [chain = []] = shared([kept(["/one"]), kept(["/one"])]);
    const fitting = (one: Kept): number => fittingLayers(chain, keptUnits(one.index, one.keeps)).length;
    expect(fitting(kept(["/one", "/two"]))).toBe(1);
    expect(pathsOf(tarsOf(assemble(kept(["/one", "/two"]), chain)))).toEqual([["/one"], ["/two"]]);
    expect(fitting(kept(["/two"]))).toBe(0);
  });

  test.each([
    ["one name of a file", ["/usr/libc", "/lib"]],
    ["a link without the name that carried the data", ["/usr/libc.6", "/lib"]],
  ])("hard links that a repair adds to %s make it the image's own once more, and the layer stays", (_what, before) => {
    const keeps = (paths: readonly string[]) => (path: string) => paths.includes(path);
    const unrepaired = image([], keeps(before));
    const [chain = []] = shared([unrepaired, image([file("b")], keeps(before))]);
    const repaired = image([], keeps(["/usr/libc", "/usr/libc.6", "/lib"]));
    expect(fittingLayers(chain, keptUnits(repaired.index, repaired.keeps))).toHaveLength(1);
    const tars = tarsOf(assemble(repaired, chain));
    expect(tars[0]?.equals(tarsOf(assemble(unrepaired, chain))[0] ?? Buffer.alloc(0))).toBe(true);
    expect(pathsOf(tars)[1]).toEqual(["/usr", "/usr/libc", "/usr/libc.6"]);
    const [single] = tarsOf(assemble(repaired)).map(writeLayer);
    expect(describeTree(indexImage(tars.map(writeLayer)))).toEqual(describeTree(indexImage([single ?? ""])));
    const lost = image([], keeps(["/lib"]));
    expect(fittingLayers(chain, keptUnits(lost.index, lost.keeps))).toEqual([]);
  });

  test("the history says what made each layer", () => {
    const one = image([]);
    const [chain = []] = shared([one, image([file("b")])]);
    const config = JSON.parse(assemble(one, chain).configText(["sha256:a", "sha256:b"])) as Record<string, unknown>;
    expect(config["history"]).toEqual([{ created_by: "stack-slim: common to of 0,1" }, { created_by: "stack-slim: balanced of sha256:o" }]);
    expect(config["rootfs"]).toEqual({ type: "layers", diff_ids: ["sha256:a", "sha256:b"] });
  });
});

const names = ["a", "b", "c", "d/e", "d/f", "d/g/h", "i/j"] as const;
const item = fc.record({
  path: fc.constantFrom(...names),
  kind: fc.constantFrom("file", "file", "file", "link", "hard", "folder", "whiteout"),
  to: fc.constantFrom(...names),
  letter: fc.constantFrom("x", "y"),
  size: fc.integer({ min: 0, max: 1800 }),
  mode: fc.constantFrom(0o755, 0o700),
});
const layer = fc.array(item, { minLength: 2, maxLength: 9 });
/** Some layers, images as positions of them, and for each image the names it drops. */
const stack = fc.record({
  layers: fc.array(layer, { minLength: 1, maxLength: 4 }),
  images: fc.array(
    fc.record({
      layers: fc.uniqueArray(fc.nat(3), { minLength: 2, maxLength: 4 }),
      drops: fc.array(fc.constantFrom(...names), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});

type Stack = typeof stack extends fc.Arbitrary<infer T> ? T : never;

/** A layer's tar of what goes together: no path twice, none below a file, hard links to files of the same layer only. */
function writeRandom(items: Stack["layers"][number]): string {
  const files = new Set<string>();
  const taken = new Set<string>();
  const written: Item[] = [];
  for (const { path, kind, to, letter, size, mode } of items) {
    const name = kind === "whiteout" ? path.replace(/[^/]+$/, ".wh.$&") : kind === "folder" ? (path.split("/")[0] ?? path) : path;
    if (taken.has(name) || [...taken].some((other) => name.startsWith(`${other}/`) && files.has(other))) continue;
    if ((kind === "folder" && !path.includes("/")) || (kind === "hard" && !files.has(to))) continue;
    taken.add(name);
    if (kind === "file") written.push({ ...file(path, letter.repeat(size), mode), uid: size % 7 });
    else if (kind === "link") written.push(symlink(path, to));
    else if (kind === "hard") written.push(hardLink(path, to));
    else if (kind === "folder") written.push(folder(name, mode));
    else written.push(file(name));
    if (kind === "file" || kind === "hard" || kind === "link") files.add(path);
  }
  return writeLayer(tarOf(written));
}

function imagesOf({ layers, images }: Stack): readonly Kept[] {
  const files = layers.map(writeRandom);
  return images.flatMap(({ layers: chosen, drops }) => {
    const own = chosen.flatMap((position) => files[position] ?? []);
    const dropped = new Set(drops.map((name) => `/${name}`));
    return own.length === 0 ? [] : { index: indexImage(own), keeps: (path: string) => !dropped.has(path) };
  });
}

test("random stacks: a tree of layers, each kept entry in one of its image's, and the merged layers are the single-layer image", () => {
  let sharedLayers = 0;
  let deepest = 0;
  let repairedLayers = 0;
  fc.assert(
    fc.property(stack, (random) => {
      const images = imagesOf(random);
      const chains = shared(images);
      const sets = chains.flat().map(({ images: having }) => having.reduce((set, image) => set | (1n << BigInt(image)), 0n));
      for (const a of sets) for (const b of sets) expect(isLaminar(a, b)).toBe(true);
      const written = new Map<string, string>();
      for (const [position, one] of images.entries()) {
        const chain = chains[position] ?? [];
        sharedLayers += chain.length;
        deepest = Math.max(deepest, chain.length);
        expect(chain.length).toBeLessThanOrEqual(bounds.mostLayers);
        const tars = tarsOf(assemble(one, chain));
        const files = tars.map(writeLayer);
        // Whichever image a shared layer is made for, and below whichever others, it is the same bytes.
        let below = "";
        chain.forEach(({ key, bytes }, at) => {
          below += ` ${key}`;
          const text = tars[at]?.toString("latin1") ?? "";
          expect(written.get(below) ?? text).toBe(text);
          written.set(below, text);
          expect(bytes).toBeGreaterThanOrEqual(bounds.leastBytes);
        });
        const entries = files.flatMap((path) => [...readTar(path)].filter(({ type }) => type !== "directory").map(({ path: at }) => at));
        const kept = [...one.index.entries()].filter(({ type, path }) => type !== "directory" && one.keeps(path)).map(({ path }) => path);
        expect([...entries].sort()).toEqual([...kept].sort());
        expect(describeTree(indexImage(files))).toEqual(describeTree(indexImage(tarsOf(assemble(one)).map(writeLayer))));
        // As a repair would leave it: shared layers untouched, the rest its own.
        const repaired = { ...one, keeps: all };
        const fitting = fittingLayers(chain, keptUnits(repaired.index, repaired.keeps));
        const after = tarsOf(assemble(repaired, fitting));
        repairedLayers += fitting.length;
        fitting.forEach((_, at) => {
          expect(after[at]?.equals(tars[at] ?? Buffer.alloc(0))).toBe(true);
        });
        expect(describeTree(indexImage(after.map(writeLayer)))).toEqual(
          describeTree(indexImage(tarsOf(assemble(repaired)).map(writeLayer))),
        );
      }
      expect(shared(images)).toEqual(chains);
    }),
    { numRuns: 80 },
  );
  expect(sharedLayers).toBeGreaterThan(30);
  expect(deepest).toBeGreaterThan(1);
  expect(repairedLayers).toBe(sharedLayers);
}, 30_000);
