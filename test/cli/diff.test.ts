import { describe, expect, it } from "vitest";
import { textWidth } from "../../src/model/printable.js";
import { diffOf, sampleTree } from "../unit/report/diff-sample.js";
import { folderWith, stackSlim } from "./built-cli.js";

const compose = "name: shop\nservices:\n  web: { image: nginx }\n";
const tree = JSON.stringify(sampleTree);
const kept = { "/usr/bin/env": { rule: "observed", why: "run" }, "/usr/lib/libc.so.6": { rule: "elf-needed", why: "needed" } };
const keepSet = JSON.stringify({ service: "web", imageId: "sha256:1", policy: "balanced", kept });
const applied = (text = tree): Promise<string> =>
  folderWith({
    "compose.yml": compose,
    ".stack-slim/services/web/tree.json": text,
    ".stack-slim/services/web/keep.json": keepSet,
  });

describe("diff", () => {
  it("shows tables within the columns there are, without colours where nobody looks", async () => {
    const folder = await applied();
    for (const [columns, env] of [
      [100, {}],
      [80, { COLUMNS: "80" }],
    ] as const) {
      const { exitCode, stdout, stderr } = await stackSlim(["diff", "web"], { cwd: folder, env });
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/^web\nimage/);
      for (const heading of ["By directory", "By package", "What stayed, by rule", "Largest files that went"])
        expect(stdout).toContain(`\n${heading}\n`);
      expect(Math.max(...stdout.split("\n").map(textWidth))).toBeLessThanOrEqual(columns);
      expect(stdout).not.toContain("\u001b");
    }
  });

  it("as JSON, below a directory, however its path is written", async () => {
    const folder = await applied();
    const { exitCode, stdout } = await stackSlim(["diff", "web", "--format", "json", "--path", "/usr//lib/", "--depth", "1"], {
      cwd: folder,
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual(diffOf({ path: "/usr/lib", depth: 1 }));
  });

  it("lists every path", async () => {
    const { stdout } = await stackSlim(["diff", "web", "--all", "--path", "/usr/bin"], { cwd: await applied() });
    expect(stdout).toBe("+ /usr/bin/env  40000  -\n- /usr/bin/perl  3000000  perl-base\n+ /usr/bin/sh  0  -\n");
  });

  it.each<[string, readonly string[], string, RegExp, RegExp]>([
    ["a service that is not slim", ["db"], tree, /No slim image of db is known in \/.*\/\.stack-slim/, /apply/],
    ["a service that is a path", ["../../web"], tree, /No slim image of \.\.\/\.\.\/web/, /apply/],
    ["a damaged tree", ["web"], tree.slice(0, 40), /tree\.json is damaged/, /apply/],
    [
      "a tree of another version",
      ["web"],
      tree.replace('"version":1', '"version":2'),
      /tree\.json is damaged, or of another version/,
      /apply/,
    ],
    ["a relative path", ["web", "--path", "usr"], tree, /usr is no absolute path/, /from the root/],
    ["a path that is not there", ["web", "--path", "/nix"], tree, /original image of web has no directory \/nix\./, /--path/],
    ["a path behind a link", ["web", "--path", "/lib/x"], tree, /no directory \/lib\/x: \/lib is a file or a link/, /why web \/lib/],
    ["a path that is a file", ["web", "--path", "/usr/bin/perl"], tree, /no directory \/usr\/bin\/perl/, /why web \/usr\/bin\/perl/],
    ["a depth of nothing", ["web", "--depth", "0"], tree, /number above 0/, /help/],
    ["an unknown format", ["web", "--format", "html"], tree, /Allowed choices are terminal, json/, /help/],
  ])("refuses %s", async (_, args, text, says, hint) => {
    const { exitCode, stdout, stderr } = await stackSlim(["diff", ...args], { cwd: await applied(text) });
    const [message, mend] = stderr.split("\n");
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(message).toMatch(says);
    expect(mend).toMatch(hint);
  });
});

describe("why, with the tree at hand", () => {
  it.each<[string, string, string]>([
    [
      "what was dropped",
      "/usr/bin/perl",
      "/usr/bin/perl: dropped (policy balanced); the original has it, 3 MB, of the package perl-base\n",
    ],
    [
      "what was dropped and nobody owns",
      "/usr/share/doc/\u001b[31mred",
      "/usr/share/doc/red: dropped (policy balanced); the original has it, 20 B, of no package\n",
    ],
    ["what stays", "/usr/bin/env", "/usr/bin/env: kept by the rule observed: run\n"],
    ["what never was there", "/usr/bin/ruby", "/usr/bin/ruby: not in the original image, hence not in the slim one\n"],
    ["a path behind a link", "/lib/a", "/lib/a: /lib is no directory but a link or a file of the image; ask for the path it leads to\n"],
    ["a directory", "/usr/lib", "/usr/lib is a directory: every directory stays, with 1 file below it; 2 files (900 kB) were dropped\n"],
    [
      "a directory of which nothing stays",
      "/usr/lib/gconv",
      "/usr/lib/gconv is a directory: every directory stays, with 0 files below it; 2 files (900 kB) were dropped\n",
    ],
    [
      "an empty directory",
      "/usr/lib/empty",
      "/usr/lib/empty is a directory: every directory stays, with 0 files below it; nothing below it was dropped\n",
    ],
  ])("says %s", async (_, path, expected) => {
    expect(await stackSlim(["why", "web", path], { cwd: await applied() })).toEqual({ exitCode: 0, stdout: expected, stderr: "" });
  });

  it("refuses a damaged tree", async () => {
    const { exitCode, stderr } = await stackSlim(["why", "web", "/x"], { cwd: await applied("{}") });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/tree\.json is damaged/);
  });
});
