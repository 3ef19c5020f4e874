import { execFileSync } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodePath } from "../../../src/model/path-bytes.js";
import { indexImage } from "../../../src/slim/index-image.js";
import { planLayer } from "../../../src/slim/layer-plan.js";
import { randomFrom, type RandomImage, randomImage } from "./random-image.js";
import { emptySpec, entryBlocks, type Spec } from "./random-tar.js";
import { type View, viewTar } from "./tar-view.js";
import { writeLayer } from "./layer-fixture.js";

const images = 400;
const listedImages = 60;

/** What the rebuilt layer has to say of each path. Of hard links the first kept one, the original's if it stays, is the file. */
function expected({ tree }: RandomImage, keeps: (path: string) => boolean): ReadonlyMap<string, Spec> {
  const oldest = Math.floor(Math.min(...[...tree.values()].filter(({ listed }) => listed).map(({ own }) => Number(own.mtime))));
  const kept = [...tree]
    .filter(([path, { own }]) => own.kind === "directory" || keeps(path))
    .sort(([a], [b]) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const carriers = new Map<Spec, string>();
  for (const [path, { own, file }] of kept) if (own === file || !carriers.has(file)) carriers.set(file, path);
  return new Map(
    kept.map(([path, node]): [string, Spec] => {
      const { own, file, listed } = node;
      if (!listed) return [path, { ...own, mtime: String(Number.isFinite(oldest) ? oldest : 0) }];
      const carrier = carriers.get(file);
      return carrier === path || own.kind !== "hard" || file.kind !== "file"
        ? [path, { ...file, path }]
        : [path, { ...own, link: carrier ?? "" }];
    }),
  );
}

const nameOf = (path: string): string => decodePath(Buffer.from(`/${path}`, "latin1"));

/** What counts of an entry; `dotted` is how it is written, not what it is. */
const facts = ({ path, kind, mode, uid, gid, mtime, xattrs, data, link, major, minor }: Spec): unknown => ({
  path,
  kind,
  mode: mode.toString(8),
  owner: `${String(uid)}:${String(gid)}`,
  mtime,
  xattrs: Object.entries(xattrs).map(([key, value]) => `${key} ${value.toString("hex")}`),
  data: data.toString("latin1"),
  link,
  device: `${String(major)}:${String(minor)}`,
});

const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);

/** The rebuilt layer's bytes, and the image it was made of. */
function rebuild(seed: number): { readonly image: RandomImage; readonly keeps: (path: string) => boolean; readonly layer: Buffer } {
  const random = randomFrom(seed);
  const image = randomImage(random);
  const share = random.pick([0, 0.3, 0.7, 1]);
  const chosen = new Set([...image.tree.keys()].filter(() => random.chance(share)));
  const byName = new Map([...image.tree.keys()].map((path) => [nameOf(path), path]));
  const keeps = (path: string): boolean => chosen.has(path);
  const index = indexImage(image.layers.map(writeLayer));
  const plan = planLayer(index, (name) => keeps(byName.get(name) ?? "nothing of the kind"));
  const layer = Buffer.concat([...plan.chunks()]);
  expect(layer.length).toBe(plan.bytes);
  return { image, keeps, layer };
}

test(`${String(images)} random images come back entry by entry, with all that was said of each`, () => {
  const met = new Set<string>();
  for (let seed = 1; seed <= images; seed++) {
    const { image, keeps, layer } = rebuild(seed);
    const views = viewTar(layer);
    const wanted = [...expected(image, keeps).values()].filter(({ path }) => path !== "" || image.tree.get("")?.listed === true);
    expect([...views].sort(byPath).map(facts), `seed ${String(seed)}`).toEqual(wanted.sort(byPath).map(facts));
    expect(inOrder(views), `order, seed ${String(seed)}`).toBe(true);
    for (const { path, kind, sparse } of views) {
      met.add(kind);
      const { own, listed } = image.tree.get(path) ?? {};
      if (kind === "file" && own?.kind === "hard") met.add(sparse ? "link that became a sparse file" : "link that became a file");
      if (listed === false) met.add("directory on the way");
    }
  }
  // A generator that makes none of something tests nothing of it.
  const all = ["file", "hard", "symlink", "character", "block", "directory", "fifo", "directory on the way"];
  expect([...met].sort()).toEqual([...all, "link that became a file", "link that became a sparse file"].sort());
}, 60_000);

/** Directories come before what is in them, files before the hard links to them. */
function inOrder(views: readonly View[]): boolean {
  const seen = new Set([""]);
  return views.every(({ path, kind, link }) => {
    const parent = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    const follows = seen.has(parent) && (kind !== "hard" || seen.has(link));
    seen.add(path);
    return follows;
  });
}

/** GNU tar's own words for what a listing shows. */
function listingLine(spec: Spec): string {
  const { kind, path, link, mode, uid, gid, data, major, minor } = spec;
  const type = { file: "-", hard: "h", symlink: "l", character: "c", block: "b", directory: "d", fifo: "p" }[kind];
  const bit = (at: number, letter: string): string => ((mode >> at) & 1 ? letter : "-");
  const special = (at: number, set: number, letter: string): string =>
    (mode >> set) & 1 ? ((mode >> at) & 1 ? letter : letter.toUpperCase()) : bit(at, "x");
  const bits = [8, 5, 2].map((at, who) => bit(at, "r") + bit(at - 1, "w") + special(at - 2, 11 - who, who === 2 ? "t" : "s")).join("");
  const size = kind === "character" || kind === "block" ? `${String(major)},${String(minor)}` : String(kind === "file" ? data.length : 0);
  const target = kind === "symlink" ? ` -> ${escaped(link)}` : kind === "hard" ? ` link to ${escaped(link)}` : "";
  return `${type}${bits} ${String(uid)}/${String(gid)} ${size} ${escaped(path === "" ? "." : path)}${kind === "directory" ? "/" : ""}${target}`;
}

const escaped = (text: string): string =>
  text.replace(/[\\\n]|[^\x20-\x7e]/g, (character) =>
    character === "\\" ? "\\\\" : character === "\n" ? "\\n" : `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );

test("GNU tar reads them as we do", () => {
  for (let seed = 1; seed <= listedImages; seed++) {
    const { layer } = rebuild(seed);
    const options = ["--list", "--verbose", "--numeric-owner", "--quoting-style=escape", "--file", writeLayer(layer)];
    const listed = execFileSync("tar", options, {
      encoding: "latin1",
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines = listed.split("\n").filter((line) => line !== "");
    const read = lines.map((line) =>
      line.replace(/^(\S+ \S+) +(\S+) \S+ \S+ (?:\.\/(?=.))?/, "$1 $2 ").replace(/ link to \.\//, " link to "),
    );
    expect(read, `seed ${String(seed)}`).toEqual(viewTar(layer).map((view) => listingLine(view)));
  }
}, 60_000);

describe.each(["pax", "gnu"] as const)("a file of 9 GiB in a %s tar", (format) => {
  const bytes = 9 * 1024 ** 3;
  const giant: Spec = { ...emptySpec, path: "giant", mtime: "1700000000", uid: 3_000_000, kind: "file" };
  const link: Spec = { ...giant, path: "link", kind: "hard", link: "giant" };
  const after: Spec = { ...giant, path: "z", data: Buffer.from("behind it") };

  /** A hole in a file of the disk stands for the data. */
  function giantLayer(): string {
    const head = entryBlocks(giant, format, bytes);
    const layer = writeLayer(head);
    const rest = Buffer.concat([entryBlocks(link, format), entryBlocks(after, format), Buffer.alloc(1024)]);
    const fd = openSync(layer, "r+");
    writeSync(fd, rest, 0, rest.length, head.length + bytes);
    closeSync(fd);
    return layer;
  }

  test("is passed over when it goes", () => {
    const { chunks } = planLayer(indexImage([giantLayer()]), (path) => path === "/z");
    expect(viewTar(Buffer.concat([...chunks()])).map(facts)).toEqual([facts(after)]);
  });

  test.each([["giant"], ["link"]])("keeps its size when it stays as %s", (name) => {
    const index = indexImage([giantLayer()]);
    expect(index.figures.bytes).toBe(bytes + after.data.length);
    const plan = planLayer(index, (path) => path === `/${name}`);
    const [first = Buffer.alloc(0)] = plan.chunks();
    expect(first.length).toBe(256 * 1024);
    const [view] = viewTar(first, { cutOff: true });
    expect([view?.stored, view === undefined ? undefined : facts(view)]).toEqual([bytes, facts({ ...giant, path: name })]);
  });
});
