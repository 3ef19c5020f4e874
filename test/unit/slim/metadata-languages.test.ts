import { describe, expect, test } from "vitest";
import { file, indexOf, type Item } from "./layer-fixture.js";
import { metadataRule, observedRule, prune } from "./metadata-fixture.js";

const site = "usr/lib/python3/site-packages";
const record = (...paths: readonly string[]): string => paths.map((path) => `${path},sha256=x,1\n`).join("");

describe("a Python distribution", () => {
  const files = [
    "yaml/__init__.py",
    '"yaml/a,b.py"',
    "yaml/__pycache__/__init__.cpython-311.pyc",
    "../../../bin/yaml",
    "PyYAML-6.0.dist-info/METADATA",
  ];
  const index = indexOf([
    ...["yaml/__init__.py", "yaml/a,b.py", "yaml/__pycache__/__init__.cpython-311.pyc"].map((path) => file(`${site}/${path}`)),
    file("usr/bin/yaml"),
    file(`${site}/PyYAML-6.0.dist-info/METADATA`, "Name: PyYAML\nVersion: 6.0\n"),
    file(`${site}/PyYAML-6.0.dist-info/RECORD`, record(...files, "PyYAML-6.0.dist-info/RECORD")),
  ]);
  const info = `/${site}/PyYAML-6.0.dist-info`;
  const keeping =
    (...paths: readonly string[]) =>
    (path: string): boolean =>
      path.startsWith(info) || paths.includes(path);

  test("keeps its metadata while a module is left, and RECORD names what is left", () => {
    const { text } = prune(index, keeping(`/${site}/yaml/a,b.py`));
    expect(text(`${info}/METADATA`)).toBeDefined();
    expect(text(`${info}/RECORD`)).toBe(record('"yaml/a,b.py"', "PyYAML-6.0.dist-info/METADATA", "PyYAML-6.0.dist-info/RECORD"));
  });

  test("of which no module is left loses it, byte code notwithstanding", () => {
    expect([...prune(index, keeping(`/${site}/yaml/__pycache__/__init__.cpython-311.pyc`)).kept.keys()]).toHaveLength(1);
  });

  test("whose metadata the service read keeps it", () => {
    const reasonOf = (path: string): typeof observedRule => (path.endsWith("METADATA") ? observedRule : metadataRule);
    expect(prune(index, keeping(), { reasonOf }).text(`${info}/METADATA`)).toBeDefined();
  });

  const byName: readonly (readonly [string, readonly Item[], string, string])[] = [
    [
      "egg-info with its modules' names",
      [file(`${site}/Foo-1.egg-info/top_level.txt`, "bar\n_bar\n")],
      "Foo-1.egg-info/PKG-INFO",
      "bar/x.py",
    ],
    ["egg-info that is a file, by its own name", [], "Foo_Bar-1.2-py3.11.egg-info", "foo_bar.py"],
    [
      "dist-info without RECORD, a C module",
      [file(`${site}/f-1.dist-info/top_level.txt`, "_f\n")],
      "f-1.dist-info/METADATA",
      "_f.cpython-311-x.so",
    ],
    [
      "egg-info with a list of files",
      [file(`${site}/F-1.egg-info/installed-files.txt`, "../lib_f/a.py\nPKG-INFO\n")],
      "F-1.egg-info/PKG-INFO",
      "lib_f/a.py",
    ],
  ];
  test.each(byName)("%s", (_, items, described, module) => {
    const found = indexOf([...items, file(`${site}/${described}`), file(`${site}/${module}`)]);
    expect(prune(found, () => true).text(`/${site}/${described}`)).toBeDefined();
    expect(prune(found, (path) => !path.endsWith(module)).text(`/${site}/${described}`)).toBeUndefined();
  });

  test("that nothing ties to a file stays", () => {
    const odd = indexOf([file(`${site}/odd-1.dist-info/METADATA`), file(`${site}/other.py`)]);
    expect(prune(odd, (path) => path.endsWith("METADATA")).text(`/${site}/odd-1.dist-info/METADATA`)).toBeDefined();
  });
});

describe("an npm package", () => {
  const root = "/app/node_modules/@types/node";
  const index = indexOf([
    ...["package.json", "LICENSE", "index.d.ts", "node_modules/inner/package.json", "node_modules/inner/index.js"].map((path) =>
      file(`${root}/${path}`.slice(1)),
    ),
    file("app/node_modules/marker/package.json"),
  ]);

  test("that lost all its content loses what tells of it, but not the packages nested in it", () => {
    const { kept } = prune(index, (path) => path.startsWith("/app/") && !path.endsWith(".d.ts"));
    expect([...kept.keys()].sort()).toEqual(
      [`${root}/node_modules/inner/index.js`, `${root}/node_modules/inner/package.json`, "/app/node_modules/marker/package.json"].sort(),
    );
  });

  test("with content stays, and so does one whose manifest the service read", () => {
    expect(prune(index, () => true).kept.has(`${root}/package.json`)).toBe(true);
    const read = prune(index, (path) => path.endsWith("package.json"), { reasonOf: () => observedRule });
    expect(read.kept.has(`${root}/package.json`)).toBe(true);
  });
});

test("a gem of which nothing is left loses its specification; Ruby's own gems and those the service looked for don't", () => {
  const specifications = "usr/lib/ruby/gems/3.1.0/specifications";
  const index = indexOf([
    ...["rack-2.2", "rake-13.0", "json-2.6-java"].map((name) => file(`${specifications}/${name}.gemspec`)),
    file(`${specifications}/default/set-1.0.gemspec`),
    ...["rack-2.2", "rake-13.0", "json-2.6-java"].map((name) => file(`usr/lib/ruby/gems/3.1.0/gems/${name}/lib/a.rb`)),
  ]);
  const reasonOf = (path: string): typeof observedRule => (path.endsWith("rake-13.0.gemspec") ? observedRule : metadataRule);
  const { kept } = prune(index, (path) => !/\/(rack|rake)[^/]*\/lib\//.test(path), { reasonOf });
  const left = [...kept.keys()].filter((path) => path.endsWith(".gemspec")).map((path) => path.slice(specifications.length + 2));
  expect(left.sort()).toEqual(["default/set-1.0.gemspec", "json-2.6-java.gemspec", "rake-13.0.gemspec"]);
});
