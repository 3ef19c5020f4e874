import { mkdtemp, readdir, readFile, rm, stat, writeFile, mkdir } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkspace, type Workspace } from "../../../src/workspace/index.js";

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
    expect(envelope).toMatchObject({ version: 1, key: "k1", madeBy: "stack-slim 0.0.0" });
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
    await killed.journal.note({ kind: "project", name: "slim-1", detail: { file: "/p/compose.yml" } });
    await killed.journal.note({ kind: "volume", name: "gate" });
    await killed.journal.note({ kind: "image", name: "kept:tag-slim" });
    await killed.journal.forget({ kind: "image", name: "kept:tag-slim" });
    expect(killed.journal.leftovers()).toEqual([]);
    // A killed run disposes of nothing; only its lock is dead.
    await rm(inside("lock"));
    const next = await open();
    const left = next.journal.leftovers();
    expect(left).toEqual([
      { kind: "volume", name: "gate" },
      { kind: "project", name: "slim-1", detail: { file: "/p/compose.yml" } },
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
    await writeFile(inside("journal.jsonl"), '{"op":"note","at":"t","resource":{"kind":"volume","name":"v"}}\n{"op":"note","at":"t","reso');
    const workspace = await open();
    expect(workspace.journal.leftovers()).toEqual([{ kind: "volume", name: "v" }]);
    await workspace.journal.note({ kind: "volume", name: "w" });
    await rm(inside("lock"));
    await using next = await open();
    expect(next.journal.leftovers().map(({ name }) => name)).toEqual(["w", "v"]);
  });

  it("is on the disk once noted", async () => {
    await using workspace = await open();
    await Promise.all(["a", "b", "c"].map((name) => workspace.journal.note({ kind: "volume", name })));
    expect((await readFile(inside("journal.jsonl"), "utf8")).match(/"name":"[abc]"/g)).toHaveLength(3);
  });
});
