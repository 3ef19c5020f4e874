import { execFileSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { copyBind } from "../../../src/pipeline/copy-bind.js";
import { isolate } from "../../../src/stack/isolate.js";
import { realPath, sourceKind } from "../../../src/stack/source-kind.js";

const root = mkdtempSync(join(tmpdir(), "stack-slim-bind-"));
let count = 0;
let from = "";
let to = "";
beforeEach(() => {
  const folder = join(root, String(count++));
  from = join(folder, "data");
  to = join(folder, "scratch", "binds", "1-data");
  mkdirSync(from, { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const copy = (mostBytes?: number) => copyBind({ service: "db", source: from, target: "/data", to }, mostBytes);
const caught = (promise: Promise<void>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a copy", () => {
  test("has contents, modes, times, links and hard links of the original", async () => {
    mkdirSync(join(from, "sub"));
    writeFileSync(join(from, "sub", "a"), "hello");
    chmodSync(join(from, "sub", "a"), 0o4750);
    utimesSync(join(from, "sub", "a"), 1000, 2000);
    linkSync(join(from, "sub", "a"), join(from, "b"));
    symlinkSync("/etc/passwd", join(from, "out"));
    symlinkSync("sub/nothing", join(from, "dangling"));
    chmodSync(join(from, "sub"), 0o555);
    utimesSync(join(from, "sub"), 1000, 3000);
    await copy();
    expect(readdirSync(to).sort()).toEqual(["b", "dangling", "out", "sub"]);
    const a = lstatSync(join(to, "sub", "a"));
    expect([readFileSync(join(to, "b"), "utf8"), a.mode & 0o7777, a.mtimeMs, a.nlink]).toEqual(["hello", 0o4750, 2_000_000, 2]);
    expect(lstatSync(join(to, "b")).ino).toBe(a.ino);
    expect(a.ino).not.toBe(lstatSync(join(from, "b")).ino);
    expect([readlinkSync(join(to, "out")), readlinkSync(join(to, "dangling"))]).toEqual(["/etc/passwd", "sub/nothing"]);
    expect([lstatSync(join(to, "sub")).mode & 0o777, lstatSync(join(to, "sub")).mtimeMs]).toEqual([0o555, 3_000_000]);
    chmodSync(join(from, "sub"), 0o755);
    chmodSync(join(to, "sub"), 0o755);
  });

  test("of a sparse file is sparse, and only what it has counts", async () => {
    writeFileSync(join(from, "disk"), "begin");
    truncateSync(join(from, "disk"), 64 * 1024 * 1024);
    writeFileSync(join(from, "disk"), "end", { flag: "a" });
    await copy(1024 * 1024);
    const { size, blocks } = lstatSync(join(to, "disk"));
    expect(size).toBe(64 * 1024 * 1024 + 3);
    expect(blocks * 512).toBeLessThan(2 * 1024 * 1024);
    const content = readFileSync(join(to, "disk"));
    expect([content.toString("latin1", 0, 5), content.toString("latin1", size - 3)]).toEqual(["begin", "end"]);
    expect(content.subarray(5, size - 3).every((byte) => byte === 0)).toBe(true);
  });

  test("has no sockets and pipes, which mean nothing without who made them", async () => {
    const server = createServer().listen(join(from, "s"));
    await once(server, "listening");
    execFileSync("mkfifo", [join(from, "p")]);
    writeFileSync(join(from, "a"), "1");
    await copy();
    server.close();
    expect(readdirSync(to)).toEqual(["a"]);
  });

  test("of a single file, and of what isn't there", async () => {
    writeFileSync(join(from, "one"), "1");
    await copyBind({ service: "a", source: join(from, "one"), target: "/one", to });
    expect(readFileSync(to, "utf8")).toBe("1");
    await copyBind({ service: "a", source: join(from, "none"), target: "/n", to: `${to}-none`, absent: true });
    expect(readdirSync(`${to}-none`)).toEqual([]);
  });
});

describe("what is too large", () => {
  test("is refused before a byte is written, with service, path, size and how to mend it", async () => {
    for (const name of ["a", "b", "c"]) writeFileSync(join(from, name), Buffer.alloc(600_000, 1));
    const error = await caught(copy(1_000_000));
    expect(error).toMatchObject({ code: "boot.bind-too-large", exitCode: 2 });
    expect((error as Error).message).toMatch(/service db: .*\/data, which it may write to at \/data, takes more than 1 MB.*1\.2 MB/);
    expect((error as { hint: string }).hint).toMatch(/read-only at \/data/);
    expect(readdirSync(join(to, ".."))).toEqual([]);
  });

  test("counts a hard-linked file once", async () => {
    writeFileSync(join(from, "a"), Buffer.alloc(600_000, 1));
    linkSync(join(from, "a"), join(from, "b"));
    await copy(1_000_000);
    expect(readdirSync(to).sort()).toEqual(["a", "b"]);
  });

  test.skipIf(process.getuid?.() === 0)("or can't be read is an error that names it", async () => {
    mkdirSync(join(from, "closed"), { mode: 0 });
    const error = await caught(copy());
    expect(error).toMatchObject({ code: "boot.bind-copy", exitCode: 3 });
    expect((error as Error).message).toMatch(/service db: .*closed/);
  });
});

describe("links of the user's", () => {
  const mountOf = (source: string, target: string) => ({ type: "bind" as const, source, target });
  const isolated = (...sources: readonly string[]) => {
    const spec = { image: "x:1", volumes: sources.map((source, index) => mountOf(source, `/${String(index)}`)) };
    return isolate(
      {
        source: { files: [join(from, "compose.yml")], projectDirectory: from, profiles: [], envFiles: [] },
        model: { name: "p", services: { a: spec } },
        services: [{ name: "a", image: "x:1", builds: false, spec }],
      },
      { project: "t", run: "r", images: {}, probePorts: {}, scratchDir: join(from, "..", "scratch"), sourceKind, realPath },
    );
  };
  /** Where each mount really leads once the copies are made. */
  const made = async (...sources: readonly string[]): Promise<readonly string[]> => {
    const { copies, model } = isolated(...sources);
    for (const one of copies) await copyBind(one);
    return (model.services.a?.volumes ?? []).map(({ source }) => realPath(source ?? ""));
  };

  test("as a source lead to a copy of what they lead to", async () => {
    mkdirSync(join(from, "real"));
    writeFileSync(join(from, "real", "f"), "1");
    symlinkSync("real", join(from, "link"));
    const [place = ""] = await made(join(from, "link"));
    expect(place.startsWith(join(from, "..", "scratch"))).toBe(true);
    expect(readFileSync(join(place, "f"), "utf8")).toBe("1");
  });

  test.each([
    ["a folder elsewhere", (outside: string) => mkdirSync(outside)],
    ["nothing", () => undefined],
  ])("in a copied folder that lead to %s don't lead a second mount out of the copy", async (_what, prepare) => {
    const outside = join(from, "..", "outside");
    prepare(outside);
    mkdirSync(join(from, "inner"));
    symlinkSync(outside, join(from, "inner", "link"));
    const before = readdirSync(join(from, ".."));
    const places = await made(join(from, "inner"), join(from, "inner", "link"), join(from, "inner", "link", "below"));
    for (const place of places) expect(place.startsWith(join(from, "..", "scratch"))).toBe(true);
    expect(readdirSync(join(from, "..")).filter((name) => name !== "scratch")).toEqual(before);
  });
});
