import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { indexImage } from "../../../src/slim/index-image.js";
import { planLayer } from "../../../src/slim/layer-plan.js";
import { readTar, type TarEntry } from "../../../src/slim/read-tar.js";
import { writeLayer } from "./layer-fixture.js";

const name = fc.oneof(
  fc.constantFrom("a", "b.so", "naïve", " space ", "new\nline"),
  fc.integer({ min: 90, max: 230 }).map((length) => "n".repeat(length)),
  fc.constant(Buffer.from([0x66, 0xff, 0xfe])),
);
const thing = fc.record({
  directories: fc.array(fc.constantFrom("d", "e", "long".repeat(30)), { maxLength: 3 }),
  name,
  kind: fc.constantFrom("file", "file", "link", "hard", "sparse", "empty"),
  content: fc.string({ maxLength: 1500 }),
});

const describe = ({ path, type, linkName, mode, uid, gid, size, mtime, sparse }: TarEntry): unknown[] => [
  path,
  type,
  linkName,
  mode,
  uid,
  gid,
  size,
  mtime,
  sparse,
];
const byPath = (a: TarEntry, b: TarEntry): number => (a.path < b.path ? -1 : 1);

/** Makes the tree as far as names don't clash; what the random choice can't make is left out. */
function makeTree(root: string, things: readonly (typeof thing extends fc.Arbitrary<infer T> ? T : never)[]): void {
  const made: Buffer[] = [];
  for (const { directories, name: last, kind, content } of things) {
    const folder = join(root, ...directories);
    const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(last)]);
    try {
      mkdirSync(folder, { recursive: true });
      const target = made[0];
      if (kind === "hard" && target !== undefined) linkSync(target, path);
      else if (kind === "link") symlinkSync(content.replaceAll("\0", "") || "x", path);
      else {
        writeFileSync(path, kind === "empty" ? "" : content, { flag: "wx" });
        if (kind === "sparse") truncateSync(path, 200_000);
        made.push(path);
      }
    } catch {
      continue;
    }
  }
}

test.each(["gnu", "posix"])("random trees in %s tars come back entry by entry, byte by byte", (format) => {
  fc.assert(
    fc.property(fc.array(thing, { maxLength: 12 }), (things) => {
      const root = mkdtempSync(join(tmpdir(), "stack-slim-tree-"));
      try {
        makeTree(root, things);
        const options = ["--sparse", "--xattrs", ...(format === "posix" ? ["--pax-option=delete=atime,delete=ctime"] : [])];
        const tar = execFileSync("tar", ["-C", root, `--format=${format}`, ...options, "-cf", "-", "."], { maxBuffer: 1 << 28 });
        const original = writeLayer(tar);
        const rebuilt = writeLayer(Buffer.concat([...planLayer(indexImage([original]), () => true).chunks()]));
        const before = [...readTar(original)].sort(byPath);
        const after = [...readTar(rebuilt)].sort(byPath);
        expect(after.map(describe)).toEqual(before.map(describe));
        const slices = (layer: string, entries: readonly TarEntry[]): string[] => bytesOf(layer, entries);
        expect(slices(rebuilt, after)).toEqual(slices(original, before));
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    }),
    { numRuns: 25 },
  );
});

function bytesOf(layer: string, entries: readonly TarEntry[]): string[] {
  const all = execFileSync("cat", [layer], { maxBuffer: 1 << 28 });
  return entries.map(({ headerOffset, end }) => all.subarray(headerOffset, end).toString("latin1"));
}
