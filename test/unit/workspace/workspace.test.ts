import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile, mkdir } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkspace, writeBeside, type Workspace } from "../../../src/workspace/index.js";

let project: string;
let warnings: string[];
const open = (): Promise<Workspace> => openWorkspace(project, { madeBy: "stack-slim 0.0.0", warn: (message) => warnings.push(message) });
const inside = (...names: readonly string[]): string => join(project, ".stack-slim", ...names);
const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "workspace-test-"));
  warnings = [];
});
afterEach(() => rm(project, { recursive: true, force: true }));

describe("artifacts", () => {
  it("give back what was written under the same key, Map and Set too", async () => {
    await using workspace = await open();
    const value = {
      kept: new Map([["/bin/sh", { rule: "observed" }]]),
      names: new Set(["a"]),
      odd: { $map: [1] },
      list: [{ $set: "text" }],
    };
    await workspace.artifact<typeof value>("keep/front-end", "k1").write(value);
    expect(await workspace.artifact<typeof value>("keep/front-end", "k1").read()).toEqual(value);
    const envelope = JSON.parse(await readFile(inside("artifacts", "keep", "front-end.json"), "utf8")) as Record<string, unknown>;
    expect(envelope).toMatchObject({ version: 2, key: "k1", madeBy: "stack-slim 0.0.0" });
    expect(await readdir(inside("artifacts", "keep"))).toEqual(["front-end.json"]);
  });

  it("are not found under another key, and that is no fault", async () => {
    await using workspace = await open();
    await workspace.artifact("plan", "k1").write({ a: 1 });
    expect(await workspace.artifact("plan", "k2").read()).toBeUndefined();
    expect(await workspace.artifact("none", "k1").read()).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it.each([
    ["cut short", '{"version":1,"key":"k1","va', "not JSON"],
    ["empty", "", "not JSON"],
    ["something else", "[1]", "no version, key and value"],
    ["null", "null", "no version, key and value"],
  ])("that are damaged (%s) count as absent, with a warning", async (_name, text, said) => {
    await using workspace = await open();
    await workspace.artifact("plan", "k1").write({ a: 1 });
    await writeFile(inside("artifacts", "plan.json"), text);
    expect(await workspace.artifact("plan", "k1").read()).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining(said)]);
  });

  it("of another envelope version count as absent", async () => {
    await using workspace = await open();
    await mkdir(inside("artifacts"));
    await writeFile(inside("artifacts", "plan.json"), JSON.stringify({ version: 0, key: "k1", madeBy: "x", value: 1 }));
    expect(await workspace.artifact("plan", "k1").read()).toBeUndefined();
  });

  it.each<[string, (text: string) => string]>([
    ["another value", (text) => text.replace('"a":1', '"a":2')],
    ["one more field", (text) => text.replace('"a":1', '"a":1,"b":1')],
    ["another layout", (text) => JSON.stringify(JSON.parse(text), null, 1)],
    ["no sum", (text) => text.replace(/"sum":"[0-9a-f]+",/, "")],
  ])("that were edited (%s) count as absent, with a warning", async (_name, edit) => {
    await using workspace = await open();
    await workspace.artifact("plan", "k1").write({ a: 1 });
    const path = inside("artifacts", "plan.json");
    await writeFile(path, edit(await readFile(path, "utf8")));
    expect(await workspace.artifact("plan", "k1").read()).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining("not as it was written")]);
    await workspace.artifact("plan", "k1").write({ a: 1 });
    expect(await workspace.artifact("plan", "k1").read()).toEqual({ a: 1 });
  });

  it.each(["../../escape", "a/../../../escape", ".hidden", "sp ace"])("stay inside the workspace for the name %j", async (name) => {
    await using workspace = await open();
    const artifact = workspace.artifact<number>(name, "k");
    await artifact.write(1);
    expect(artifact.path.startsWith(inside("artifacts") + "/")).toBe(true);
    expect(artifact.path.split("/")).not.toContain("..");
    expect(await artifact.read()).toBe(1);
  });
});

describe("texts", () => {
  it("are written as they are", async () => {
    await using workspace = await open();
    const path = await workspace.writeText("report.md", "# Report\n");
    expect(path).toBe(inside("report.md"));
    expect(await readFile(path, "utf8")).toBe("# Report\n");
    expect(await workspace.readText("report.md")).toBe("# Report\n");
    expect(await workspace.readText("absent.md")).toBeUndefined();
  });
});

describe("the folder", () => {
  it("keeps itself out of git", async () => {
    await (await open())[Symbol.asyncDispose]();
    expect(await readFile(inside(".gitignore"), "utf8")).toBe("*\n");
  });

  it("loses scratch space when disposed of, keeps artifacts, and can be disposed of twice", async () => {
    const workspace = await open();
    const scratch = await workspace.scratch("trial 2");
    await writeFile(join(scratch, "compose.yml"), "services: {}");
    await workspace.artifact("plan", "k").write(1);
    await workspace[Symbol.asyncDispose]();
    await workspace[Symbol.asyncDispose]();
    expect(await exists(scratch)).toBe(false);
    expect(await exists(inside("artifacts", "plan.json"))).toBe(true);
    expect(await exists(inside("lock"))).toBe(false);
  });

  it("loses what a killed run left, when opened", async () => {
    await mkdir(inside("scratch", "old"), { recursive: true });
    await writeFile(inside(".plan.json.abc.tmp"), "half");
    await (await open())[Symbol.asyncDispose]();
    expect(await exists(inside("scratch"))).toBe(false);
    expect(await exists(inside(".plan.json.abc.tmp"))).toBe(false);
  });

  it.each<[string, (elsewhere: string) => Promise<void>]>([
    ["itself", (elsewhere) => symlink(elsewhere, inside())],
    ["a folder in it", (elsewhere) => mkdir(inside()).then(() => symlink(elsewhere, inside("services")))],
    [
      "a folder further down",
      (elsewhere) => mkdir(inside("services"), { recursive: true }).then(() => symlink(elsewhere, inside("services", "web"))),
    ],
    ["a file in it", (elsewhere) => mkdir(inside()).then(() => symlink(join(elsewhere, "precious"), inside("plan.json")))],
  ])("that is a link (%s) is refused, and nothing is touched where it leads", async (_name, prepare) => {
    const elsewhere = join(project, "elsewhere");
    await mkdir(join(elsewhere, "scratch"), { recursive: true });
    await writeFile(join(elsewhere, "precious"), "1");
    await prepare(elsewhere);
    await expect(open()).rejects.toMatchObject({ code: "workspace.link", exitCode: 3 });
    await expect(writeBeside(project, "plan.json", "{}")).rejects.toMatchObject({ code: "workspace.link" });
    expect([await readdir(elsewhere), await readFile(join(elsewhere, "precious"), "utf8")]).toEqual([["precious", "scratch"], "1"]);
  });

  it("says which folder is missing", async () => {
    await rm(project, { recursive: true });
    await expect(open()).rejects.toMatchObject({
      code: "workspace.missing",
      exitCode: 3,
      message: expect.stringContaining(inside()) as string,
    });
  });

  it("says when a file is in its place", async () => {
    await writeFile(inside(), "");
    await expect(open()).rejects.toMatchObject({ code: "workspace.blocked", exitCode: 3 });
  });
});

describe("lock", () => {
  const deadPid = (): number => spawnSync("true").pid;
  const lockOf = (fields: Readonly<Record<string, unknown>>): string =>
    JSON.stringify({ token: "t", since: "2026-01-01T00:00:00Z", ...fields });

  it("keeps a second run out and names the first, until the first ends", async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({
      code: "workspace.locked",
      exitCode: 3,
      message: expect.stringContaining(`process ${process.pid} on ${hostname()}`) as string,
      hint: expect.stringContaining(inside("lock")) as string,
    });
    await first[Symbol.asyncDispose]();
    await (await open())[Symbol.asyncDispose]();
  });

  it("lets exactly one of many runs in", async () => {
    await mkdir(inside());
    await writeFile(inside("lock"), lockOf({ pid: deadPid(), host: hostname(), started: "" }));
    const runs = await Promise.allSettled(Array.from({ length: 8 }, open));
    expect(runs.filter((run) => run.status === "fulfilled")).toHaveLength(1);
    for (const run of runs) if (run.status === "fulfilled") await run.value[Symbol.asyncDispose]();
  });

  it.each<[string, () => string, boolean]>([
    ["whose process is gone", () => lockOf({ pid: deadPid(), host: hostname(), started: "" }), true],
    [
      "whose pid now is another process",
      () => lockOf({ pid: process.pid, host: hostname(), started: "earlier boot/1" }),
      process.platform === "linux",
    ],
    ["of another host", () => lockOf({ pid: deadPid(), host: "elsewhere", started: "" }), false],
    ["of a live process", () => lockOf({ pid: process.pid, host: hostname(), started: "" }), false],
    ["that is unreadable", () => "", false],
  ])("%s is taken over: %o", async (_name, text, takenOver) => {
    await mkdir(inside());
    await writeFile(inside("lock"), text());
    if (!takenOver) return expect(open()).rejects.toMatchObject({ code: "workspace.locked" });
    await (await open())[Symbol.asyncDispose]();
    return undefined;
  });
});

describe("journal", () => {
  it("shows the next run what a killed one left, newest first", async () => {
    const killed = await open();
    await killed.journal.note({ kind: "project", name: "stack-slim-1", detail: { file: "/p/compose.yml" } });
    await killed.journal.note({ kind: "volume", name: "stack-slim-1-gate" });
    await killed.journal.note({ kind: "image", name: "stack-slim/sensor:1" });
    await killed.journal.forget({ kind: "image", name: "stack-slim/sensor:1" });
    expect(killed.journal.leftovers()).toEqual([]);
    // A killed run disposes of nothing; only its lock is dead.
    await rm(inside("lock"));
    const next = await open();
    const left = next.journal.leftovers();
    expect(left).toEqual([
      { kind: "volume", name: "stack-slim-1-gate" },
      { kind: "project", name: "stack-slim-1", detail: { file: "/p/compose.yml" } },
    ]);
    for (const resource of left) await next.journal.forget(resource);
    expect(next.journal.leftovers()).toEqual([]);
    await next[Symbol.asyncDispose]();
    await using third = await open();
    expect(third.journal.leftovers()).toEqual([]);
    expect(await readFile(inside("journal.jsonl"), "utf8")).toBe("");
  });

  it("passes over a torn line and goes on after it", async () => {
    await mkdir(inside());
    await writeFile(
      inside("journal.jsonl"),
      '{"op":"note","at":"t","resource":{"kind":"volume","name":"stack-slim-v"}}\n{"op":"note","at":"t","reso',
    );
    const workspace = await open();
    expect(workspace.journal.leftovers()).toEqual([{ kind: "volume", name: "stack-slim-v" }]);
    await workspace.journal.note({ kind: "volume", name: "stack-slim-w" });
    await rm(inside("lock"));
    await using next = await open();
    expect(next.journal.leftovers().map(({ name }) => name)).toEqual(["stack-slim-w", "stack-slim-v"]);
  });

  it.each([
    ["a volume of the user's", { kind: "volume", name: "shop_db-data" }],
    ["an image of the user's", { kind: "image", name: "postgres:16" }],
    ["a container of the user's", { kind: "container", name: "shop-db-1" }],
    ["a project of the user's", { kind: "project", name: "shop" }],
    ["a kind that there isn't", { kind: "constructor", name: "stack-slim-1" }],
    ["a name that is none", { kind: "volume", name: ["stack-slim-1"] }],
    ["a path", { kind: "volume", name: "stack-slim-1/../../x" }],
    ["nothing", null],
  ])("never names %s, whoever wrote it", async (_name, resource) => {
    await mkdir(inside());
    await writeFile(inside("journal.jsonl"), `${JSON.stringify({ op: "note", at: "t", resource })}\n`);
    await using workspace = await open();
    expect(workspace.journal.leftovers()).toEqual([]);
  });

  it("is on the disk once noted", async () => {
    await using workspace = await open();
    await Promise.all(["a", "b", "c"].map((name) => workspace.journal.note({ kind: "volume", name })));
    expect((await readFile(inside("journal.jsonl"), "utf8")).match(/"name":"[abc]"/g)).toHaveLength(3);
  });
});
