import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pruneMetadata } from "../../../src/slim/metadata/prune-metadata.js";
import { file, folder, indexOf, symlink } from "./layer-fixture.js";
import { prune, type PrunedImage } from "./metadata-fixture.js";

const directories = ["/usr/bin", "/bin", "/lib", "/usr/share/doc/p", "/etc", "/usr/lib/p"];
const real = (path: string): string => path.replace(/^\/(bin|lib)\//, "/usr/$1/");
const paths = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...directories), fc.constantFrom("a", "b", "c", "d")).map((parts) => parts.join("/")),
  {
    maxLength: 8,
  },
);
const packages = fc.uniqueArray(fc.record({ name: fc.constantFrom("pa", "pb", "pc", "pd", "pe"), paths }), {
  selector: ({ name }) => name,
});

type Packages = readonly { readonly name: string; readonly paths: readonly string[] }[];

/** An image of Debian's shape: /bin and /lib are links, packages list paths through them. */
function image(all: Packages): ReturnType<typeof indexOf> {
  const files = new Set(all.flatMap((one) => one.paths.map(real)));
  return indexOf([
    ...["usr/bin", "usr/lib", "etc"].map((path) => folder(path)),
    symlink("bin", "usr/bin"),
    symlink("lib", "usr/lib"),
    ...[...files].map((path) => file(path.slice(1))),
    file(
      "var/lib/dpkg/status",
      all
        .map(
          ({ name }) => `Package: ${name}\nStatus: install ok installed\nMaintainer: x\nArchitecture: all\nVersion: 1\nDescription: x\n\n`,
        )
        .join(""),
    ),
    file("var/lib/dpkg/info/format", "1\n"),
    ...all.map((one) => file(`var/lib/dpkg/info/${one.name}.list`, ["/.", ...one.paths].map((path) => `${path}\n`).join(""))),
  ]);
}

const listed = ({ kept, text }: PrunedImage): readonly (readonly [string, readonly string[]])[] =>
  [...kept.keys()].flatMap((path) => {
    const name = /\/info\/(.*)\.list$/.exec(path)?.[1];
    return name === undefined ? [] : [[name, (text(path) ?? "").split("\n").filter((line) => line !== "")] as const];
  });

const scenes = fc.tuple(packages, fc.func(fc.boolean()));
const keepsOf =
  (chance: (path: string) => boolean) =>
  (path: string): boolean =>
    path.startsWith("/var/lib/dpkg/") || path === "/bin" || path === "/lib" || chance(path);

test("what the database says is there is there, what is there it says, and to prune again changes nothing", () => {
  fc.assert(
    fc.property(scenes, ([all, chance]) => {
      const index = image(all);
      const pruned = prune(index, keepsOf(chance));
      const said = listed(pruned);
      for (const [name, lines] of said) {
        for (const line of lines) expect(line === "/." || pruned.kept.has(real(line)), `${name} lists ${line}`).toBe(true);
      }
      const status = pruned.text("/var/lib/dpkg/status") ?? "";
      for (const one of all) {
        const left = one.paths.filter((path) => pruned.kept.has(real(path)));
        const state = new RegExp(`^Package: ${one.name}\nStatus: (.*)$`, "m").exec(status)?.[1];
        if (left.some((path) => !/^\/(etc|usr\/share\/doc)\//.test(path))) expect(state).toBe("install ok installed");
        else if (!left.some((path) => path.startsWith("/etc/"))) expect(state).toBeUndefined();
        expect(said.some(([name]) => name === one.name)).toBe(state !== undefined);
      }
      const again = pruneMetadata({ index, kept: pruned.kept, verbatim: [] });
      expect(again.drop.size).toBe(0);
      expect([...again.made].map(([path, content]) => [path, content.toString()])).toEqual(
        [...pruned.made].map(([path, content]) => [path, content.toString()]),
      );
    }),
    { numRuns: 150, seed: 20 },
  );
});

const hasDpkg = spawnSync("dpkg-query", ["--version"]).status === 0;

test.skipIf(!hasDpkg)("dpkg-query (skipped where there is none) reads what is left without a complaint", () => {
  const directory = mkdtempSync(join(tmpdir(), "stack-slim-dpkg-"));
  const query = (...args: readonly string[]): string => {
    const { stdout, stderr, status } = spawnSync("dpkg-query", [`--admindir=${directory}`, ...args], { encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    return stdout;
  };
  try {
    const all: Packages = [
      { name: "pa", paths: ["/bin/a", "/bin/b", "/etc/a"] },
      { name: "pb", paths: ["/bin/c", "/etc/b"] },
      { name: "pc", paths: ["/lib/a", "/usr/share/doc/p/a"] },
    ];
    const pruned = prune(
      image(all),
      keepsOf((path) => ["/usr/bin/a", "/etc/a", "/etc/b"].includes(path)),
    );
    for (const folderName of ["info", "updates"]) mkdirSync(join(directory, folderName));
    for (const path of pruned.kept.keys()) {
      if (path.startsWith("/var/lib/dpkg/"))
        writeFileSync(join(directory, path.slice("/var/lib/dpkg/".length)), pruned.text(path) ?? "", "latin1");
    }
    expect(query("--show", "--showformat=${db:Status-Abbrev}${Package} ${Version}\n")).toBe("ii pa 1\nrc pb 1\n");
    expect(query("--listfiles", "pa")).toBe("/.\n/bin/a\n/etc/a\n");
    expect(query("--listfiles", "pb")).toBe("/.\n/etc/b\n");
    expect(query("--search", "/bin/a")).toBe("pa: /bin/a\n");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
