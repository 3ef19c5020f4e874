import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import type { ImageInfo } from "../../../../src/model/image.js";
import type { Xray } from "../../../../src/model/xray.js";
import { xrayImage } from "../../../../src/slim/xray/xray-image.js";
import { file, folder, hardLink, type Item, symlink, tarOf, writeLayer } from "../layer-fixture.js";

const schema = JSON.parse(readFileSync(new URL("../../../../schema/xray.schema.json", import.meta.url), "utf8")) as object;
const isXray = new Ajv({ strictRequired: false, strictTypes: false, allErrors: true }).compile(schema);

const info: ImageInfo = {
  id: `sha256:${"1".repeat(64)}`,
  ref: "shop/web:1",
  bytes: 0,
  architecture: "amd64",
  os: "linux",
  layers: [],
  config: { entrypoint: [], command: [], environment: {}, user: "", workingDirectory: "", volumes: [], exposedPorts: [], labels: {} },
};

async function look(layers: readonly (readonly Item[])[], config: object = {}, top = 10): Promise<Xray> {
  const paths = layers.map((items) => writeLayer(tarOf(items)));
  const configText = JSON.stringify({ rootfs: { diff_ids: layers.map((_, at) => `sha256:${String(at)}`) }, ...config });
  const found = await xrayImage({ configText, layers: paths }, info, { top, signal: new AbortController().signal });
  expect(isXray(JSON.parse(JSON.stringify(found))), JSON.stringify(isXray.errors)).toBe(true);
  return found;
}

test("a layer's lines say what it brings, what of it is hidden, and what it does to those below", async () => {
  const { layers, waste, total } = await look([
    [file("a", "12345"), file("d/x", "123"), file("d/y", "1"), hardLink("b", "a"), file("kept", "1")],
    [file("a", "99"), file(".wh.d"), symlink("s", "a")],
    [file("d/z", "7")],
  ]);
  expect(
    layers.map(({ brings, stays, replaces, removes }) => [brings, stays, replaces, removes].map((sum) => [sum.bytes, sum.files])),
  ).toEqual([
    [
      [10, 5],
      [6, 3],
      [0, 0],
      [0, 0],
    ],
    [
      [2, 2],
      [2, 2],
      [0, 0],
      [4, 2],
    ],
    [
      [1, 1],
      [1, 1],
      [0, 0],
      [0, 0],
    ],
  ]);
  // The content of the first `a` is still seen as `b`.
  expect(waste.hidden).toEqual({ bytes: 4, files: 2 });
  expect(total).toEqual({ bytes: 9, files: 5 });
});

test.each<[string, Item[], Partial<Xray["waste"]["largestHidden"][number]>]>([
  ["an upper file", [file("d/a", "2")], { hiddenBy: 2, how: "replaced" }],
  ["a directory in its place", [folder("d/a")], { hiddenBy: 2, how: "replaced" }],
  ["a whiteout", [file("d/.wh.a")], { hiddenBy: 2, how: "removed" }],
  ["a whiteout of its folder", [file(".wh.d")], { hiddenBy: 2, how: "removed" }],
  ["an opaque folder", [file("d/.wh..wh..opq")], { hiddenBy: 2, how: "removed" }],
  ["a file in its folder's place", [file("d", "")], { hiddenBy: 2, how: "removed" }],
])("a file is hidden by %s", async (_, upper, expected) => {
  const { waste } = await look([[file("d/a", "1234")], upper]);
  expect(waste.largestHidden).toEqual([{ path: "/d/a", bytes: 4, layer: 1, ...expected }]);
});

test("commands come from the history when it has as many layers as the image", async () => {
  const history = [{ created_by: "ADD file" }, { created_by: "ENV A=1", empty_layer: true }, { created_by: "RUN make" }];
  const commands = async (layers: Item[][]): Promise<unknown> => (await look(layers, { history })).layers.map(({ command }) => command);
  expect(await commands([[file("a")], [file("b")]])).toEqual(["ADD file", "RUN make"]);
  expect(await commands([[file("a")]])).toEqual([null]);
});

test("the config, as the image has it or without a word of it", async () => {
  const config = {
    Entrypoint: ["/run"],
    Cmd: null,
    User: "33",
    WorkingDir: "/srv",
    Volumes: { "/data": {} },
    ExposedPorts: { "8080/tcp": {}, "80/tcp": {} },
    Healthcheck: { Test: ["CMD", "true"] },
    StopSignal: "SIGQUIT",
  };
  expect((await look([[file("a")]], { config })).config).toEqual({
    entrypoint: ["/run"],
    command: [],
    user: "33",
    workingDirectory: "/srv",
    volumes: ["/data"],
    ports: ["80/tcp", "8080/tcp"],
    healthcheck: ["CMD", "true"],
    stopSignal: "SIGQUIT",
  });
  expect((await look([[file("a")]])).config).toMatchObject({ entrypoint: [], user: "", healthcheck: null, stopSignal: null });
  expect((await look([[file("a")]], { config: { Healthcheck: { Test: ["NONE"] } } })).config.healthcheck).toBeNull();
});

test("same content counts from 64 KiB, hard links never, same size alone neither", async () => {
  const big = "x".repeat(64 * 1024);
  const { waste } = await look([
    [
      file("a", big),
      file("b", big),
      file("d/c", big),
      hardLink("e", "a"),
      file("other", big.replace(/x$/, "y")),
      file("s1", "small"),
      file("s2", "small"),
    ],
  ]);
  expect(waste.largestDuplicates).toEqual([{ bytes: big.length, paths: ["/a", "/b", "/d/c"] }]);
  expect(waste.duplicates).toEqual({ bytes: 2 * big.length, files: 2 });
});

test("leftovers are counted by kind, of the kinds that match the first", async () => {
  const { waste } = await look([
    [
      file("var/lib/apt/lists/x", "1"),
      file("var/cache/apt/pkgcache.bin", "12"),
      file("root/.cache/pip/http/a", "123"),
      file("usr/share/doc/a/copyright", "1234"),
      file("usr/share/man/man1/a.1", "12345"),
      file("usr/lib/x/liba.a", "123456"),
      file("opt/app/lib.jar", "1234567"),
      file("etc/apk/world", "1"),
    ],
  ]);
  expect(waste.leftovers.map(({ kind, bytes }) => [kind, bytes])).toEqual([
    ["headers and static libraries", 6],
    ["manual pages", 5],
    ["documentation", 4],
    ["pip cache", 3],
    ["apt cache", 2],
    ["apt package lists", 1],
  ]);
});

test("packages of the distribution and of languages, each file in one of them", async () => {
  const found = await look([
    [
      file("lib/apk/db/installed", "P:py3\nF:usr/lib/python3/site-packages/own-1.dist-info\nR:RECORD\n"),
      file("usr/lib/python3/site-packages/own-1.dist-info/RECORD", "own.py,,\n"),
      file("opt/py/flask.py", "12345"),
      file("opt/py/Flask-2.0.dist-info/RECORD", 'flask.py,sha256=x,5\nFlask-2.0.dist-info/RECORD,,\n"a,b.py",,3\n../../gone,,\n'),
      file("opt/py/a,b.py", "123"),
      file("srv/node_modules/left/package.json", '{"version":"1.2.3"}'),
      file("srv/node_modules/left/index.js", "1"),
      file("srv/node_modules/left/node_modules/@s/deep/package.json", "no json"),
      file("srv/node_modules/.bin/left", "1"),
      file("var/gems/gems/rack-3.0/lib/rack.rb", "123456"),
      file("var/gems/specifications/rack-3.0.gemspec", ""),
      file("app/spring-core-6.1.jar", "1234567"),
    ],
  ]);
  expect(found.packages.kind).toBe("apk");
  expect(found.packages.all).toEqual([{ name: "py3", bytes: 9, files: 1 }]);
  expect(found.languagePackages.map(({ kind, name, version, bytes, files }) => [kind, name, version, bytes, files])).toEqual([
    ["python", "Flask", "2.0", 82, 3],
    ["npm", "left", "1.2.3", 20, 2],
    ["jar", "spring-core", "6.1", 7, 1],
    ["npm", "@s/deep", null, 7, 1],
    ["gem", "rack", "3.0", 6, 1],
  ]);
});

test("setuid programs, and capabilities as setcap writes them", async () => {
  const capability = (hex: string): NonNullable<Item["pax"]> => ({ "SCHILY.xattr.security.capability": Buffer.from(hex, "hex") });
  const { privileged } = await look([
    [
      { ...file("bin/su", "x", 0o4755), uid: 7 },
      file("bin/plain", "x", 0o755),
      file("share/setgid-data", "x", 0o2644),
      hardLink("bin/su2", "bin/su"),
      { ...file("bin/ping", "x", 0o755), pax: capability("0100000200200000000000000000000000000000") },
      { ...file("bin/two", "x", 0o755), pax: capability("0000000201000000000000000001000000000000") },
      { ...file("bin/odd", "x", 0o755), pax: capability("ff") },
      { ...file("bin/none", "x", 0o755), pax: { mtime: "1.5" } },
    ],
  ]);
  expect(privileged.setuid).toEqual([
    { path: "/bin/su", mode: "4755", uid: 7, gid: 0 },
    { path: "/bin/su2", mode: "4755", uid: 7, gid: 0 },
  ]);
  expect(privileged.capabilities).toEqual([
    { path: "/bin/odd", capabilities: "ff" },
    { path: "/bin/ping", capabilities: "cap_net_raw=ep" },
    { path: "/bin/two", capabilities: "cap_chown,cap_checkpoint_restore=p" },
  ]);
});

test("lists of files are as long as asked for, and say which layer and package brought them", async () => {
  const { largestFiles } = await look([[file("a", "1"), file("b", "12")], [file("c", "123")]], {}, 2);
  expect(largestFiles).toEqual([
    { path: "/c", bytes: 3, package: null, layer: 2 },
    { path: "/b", bytes: 2, package: null, layer: 1 },
  ]);
});

test("an abort ends it with the signal's reason", async () => {
  const reason = new Error("enough");
  const layers = [writeLayer(tarOf([file("a")]))];
  await expect(xrayImage({ configText: "{}", layers }, info, { top: 1, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
