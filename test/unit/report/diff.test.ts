import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it, test } from "vitest";
import type { ImageTree } from "../../../src/model/image-tree.js";
import { textWidth } from "../../../src/model/printable.js";
import { buildDiff } from "../../../src/report/diff.js";
import { findInTree } from "../../../src/report/diff-files.js";
import { terminalDiff } from "../../../src/report/diff-terminal.js";
import { diffOf, sampleTree } from "./diff-sample.js";

const schema = JSON.parse(readFileSync(new URL("../../../schema/diff.schema.json", import.meta.url), "utf8")) as object;
const isDiff = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);

describe("the figures", () => {
  it("are of all that lies below the directory", () => {
    const { total } = diffOf();
    expect(total).toEqual({ before: { bytes: 6_940_030, files: 10 }, after: { bytes: 3_040_000, files: 5 } });
    expect(diffOf({ path: "/usr/lib" }).total).toEqual({ before: { bytes: 2_900_000, files: 3 }, after: { bytes: 2_000_000, files: 1 } });
  });

  it("by directory go as deep as asked, what lost most first", () => {
    expect(diffOf({ depth: 2 }).directories.map(({ path, before, after }) => [path, before.bytes - after.bytes])).toEqual([
      ["/", 3_900_030],
      ["/usr", 3_900_030],
      ["/usr/bin", 3_000_000],
      ["/usr/lib", 900_000],
      ["/usr/share", 30],
      ["/app", 0],
    ]);
    expect(diffOf({ path: "/usr", depth: 1 }).directories.map(({ path }) => path)).toEqual(["/usr", "/usr/bin", "/usr/lib", "/usr/share"]);
  });

  it("by package and by rule", () => {
    const { packages, rules } = diffOf();
    expect(packages).toEqual([
      { package: "perl-base", before: { bytes: 3_000_000, files: 1 }, after: { bytes: 0, files: 0 } },
      { package: "libc6", before: { bytes: 2_900_000, files: 4 }, after: { bytes: 2_000_000, files: 2 } },
      { package: null, before: { bytes: 1_040_030, files: 5 }, after: { bytes: 1_040_000, files: 3 } },
    ]);
    expect(rules).toEqual([
      { rule: "elf-needed", bytes: 2_000_000, files: 2 },
      { rule: "observed", bytes: 1_040_000, files: 3 },
    ]);
  });

  it("name the largest files that went, and every path on demand", () => {
    expect(diffOf({ top: 2 }).largestDropped.map(({ path }) => path)).toEqual(["/usr/bin/perl", "/usr/lib/gconv/A.so"]);
    const { paths = [] } = diffOf({ all: true, path: "/usr/bin" });
    expect(paths).toEqual([
      { path: "/usr/bin/env", bytes: 40_000, after: 40_000, package: null, rule: "observed" },
      { path: "/usr/bin/perl", bytes: 3_000_000, after: 0, package: "perl-base", rule: null },
      { path: "/usr/bin/sh", bytes: 0, after: 0, package: null, rule: "observed" },
    ]);
    expect(diffOf().paths).toBeUndefined();
  });

  it("count what stays of a file that was made anew", () => {
    const tree: ImageTree = { ...sampleTree, tree: { var: { status: [900, -1, 0, 100] } } };
    const below = findInTree(tree, "/");
    if (below.kind !== "directory") throw new Error("no root");
    const diff = buildDiff(tree, { service: "web", below, depth: 1, top: 1, all: true });
    expect(diff.total).toEqual({ before: { bytes: 900, files: 1 }, after: { bytes: 100, files: 1 } });
    expect(diff.rules).toEqual([{ rule: "observed", bytes: 100, files: 1 }]);
    expect(terminalDiff(diff, { top: 1 })).toBe("+ /var/status  100  -\n");
  });

  test.each([{}, { all: true }, { path: "/usr/lib/empty" }])("follow the schema, with %j", (options) => {
    expect(isDiff(JSON.parse(JSON.stringify(diffOf(options)))), JSON.stringify(isDiff.errors)).toBe(true);
    expect(isDiff({ ...diffOf(options), total: 1 })).toBe(false);
  });
});

test.each([
  ["/usr/bin/perl", { kind: "file" }],
  ["/usr/bin", { kind: "directory", path: "/usr/bin" }],
  ["/", { kind: "directory", path: "/" }],
  ["/usr/lib/empty", { kind: "directory", files: [] }],
  ["/lib/libc.so.6", { kind: "nothing", endsAt: "/lib" }],
  ["/usr/sbin", { kind: "nothing" }],
  ["/toString", { kind: "nothing" }],
])("looks up %s", (path, expected) => {
  expect(findInTree(sampleTree, path)).toMatchObject(expected);
});

describe("on a terminal", () => {
  const escape = "\u001b";

  it("shows what went, where, of which package, and why the rest stayed", () => {
    const text = terminalDiff(diffOf(), { top: 15 });
    expect(text).toMatch(/^web\nimage {3}shop\/web:1 → shop\/web:1-slim\nsize {4}6.94 MB → 3.04 MB \(56 % saved\)\nfiles {3}10 → 5\n/);
    expect(text).toMatch(/^ {6}gconv +900 kB +900 kB → 0 B +100 % +2 → 0$/m);
    expect(text).toMatch(/^perl-base +3 MB +3 MB → 0 B +100 % +1 → 0$/m);
    expect(text).toMatch(/^elf-needed +2 MB +66 % +2$/m);
    expect(text).toMatch(/^ +3 MB +perl-base +\/usr\/bin\/perl$/m);
  });

  it("stays within its columns and says how much more there is", () => {
    for (const columns of [72, 80, 100]) {
      const lines = terminalDiff(diffOf(), { columns, top: 2 }).split("\n");
      expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns);
      expect(lines).toContain("… 1 more");
    }
  });

  it("is coloured and beyond ASCII only where that is wanted", () => {
    expect(terminalDiff(diffOf(), { top: 15 })).not.toContain(escape);
    expect(terminalDiff(diffOf(), { top: 15, colour: true })).toContain(`${escape}[1mBy directory${escape}[0m`);
    expect(terminalDiff(diffOf(), { top: 15, ascii: true })).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it("lists every path with its sign, whole and on one line", () => {
    const lines = terminalDiff(diffOf({ all: true, path: "/usr" }), { top: 1 }).split("\n");
    expect(lines).toHaveLength(9);
    expect(lines).toContain("- /usr/bin/perl  3000000  perl-base");
    expect(lines).toContain("+ /usr/bin/env  40000  -");
    expect(lines).toContain("- /usr/share/doc/red  20  -");
    expect(lines).toContain("- /usr/share/doc/caf\\udce9  10  -");
  });
});
