import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/report/index.js";
import { sampleTree } from "../unit/report/large-sample.js";
import { sampleRun } from "../unit/report/sample.js";
import { folderWith, stackSlim } from "./built-cli.js";

const compose = "name: shop\nservices:\n  db: { image: x }\n";
const report = JSON.stringify(buildReport({ ...sampleRun, plan: { ...sampleRun.plan, files: ["/repo/deploy/compose.yml"] } }));
const stored = (files: Readonly<Record<string, string>> = {}): Promise<string> =>
  folderWith({ "compose.yml": compose, ".stack-slim/report.json": report, ...files });

describe("report as a gate", () => {
  it.each<[readonly string[], number, RegExp]>([
    [[], 0, /^$/],
    [["--min-saved", "53"], 0, /^$/],
    [["--min-saved", "60"], 1, /^stack-slim: The result is less than asked for\. 53\.3 % of the size is saved, 60 % are asked for\.\n/],
    [["--require-all-slim"], 1, /Not slim: cart\.\n/],
    [["--min-saved", "60", "--require-all-slim", "--format", "json"], 1, /60 % are asked for\. Not slim: cart\./],
    [["--min-saved", "101"], 2, /A number from 0 to 100 is expected/],
    [["--min-saved", "half"], 2, /A number from 0 to 100 is expected/],
  ])("%j exits with %i", async (args, code, says) => {
    const { exitCode, stdout, stderr } = await stackSlim(["report", ...args], { cwd: await stored() });
    expect([exitCode, stdout !== ""]).toEqual([code, code !== 2]);
    expect(stderr).toMatch(says);
  });
});

describe("report for GitHub", () => {
  it("annotates on standard output and adds to the job's summary", async () => {
    const folder = await stored({ "summary.md": "before\n" });
    const env = { GITHUB_STEP_SUMMARY: join(folder, "summary.md"), GITHUB_WORKSPACE: "/repo" };
    const { exitCode, stdout, stderr } = await stackSlim(["report", "--format", "github"], { cwd: folder, env });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^::warning file=deploy\/compose\.yml,title=cart stays original::/);
    expect(stdout).not.toContain("# shop");
    expect(await readFile(join(folder, "summary.md"), "utf8")).toMatch(/^before\n# shop: MAXIMAL\n/);
  });

  it("writes the summary where -o says, or after the annotations where there is no job", async () => {
    const folder = await stored();
    const env = { GITHUB_STEP_SUMMARY: "", GITHUB_WORKSPACE: "/repo" };
    const alone = await stackSlim(["report", "--format", "github"], { cwd: folder, env });
    expect(alone.stdout).toMatch(/^::[\s\S]*\n\n# shop: MAXIMAL\n/);
    const written = await stackSlim(["report", "--format", "github", "-o", "job.md"], { cwd: folder, env });
    expect(written.stdout).toBe(alone.stdout.slice(0, alone.stdout.indexOf("\n# shop")));
    expect(await readFile(join(folder, "job.md"), "utf8")).toMatch(/^# shop: MAXIMAL\n/);
  });
});

describe("report as HTML", () => {
  it("shows what is in the images of which an apply stored it; damaged files are no reason to show nothing", async () => {
    const folder = await stored({
      ".stack-slim/services/db/tree.json": JSON.stringify(sampleTree("db", 300)),
      ".stack-slim/services/db/keep.json": "{",
      ".stack-slim/services/cart/tree.json": '{"version":1}',
    });
    const { exitCode, stdout } = await stackSlim(["report", "--format", "html"], { cwd: folder });
    expect(exitCode).toBe(0);
    expect(stdout.match(/<details class="image"/g)).toHaveLength(1);
    expect(stdout).toContain("db by package");
  });

  it("is opened in the browser that BROWSER names", async () => {
    const folder = await stored({ browser: '#!/bin/sh\nprintf "%s" "$1" >"$0.opened.part" && mv "$0.opened.part" "$0.opened"\n' });
    await chmod(join(folder, "browser"), 0o755);
    const { exitCode, stdout, stderr } = await stackSlim(["report", "--open"], {
      cwd: folder,
      env: { BROWSER: `${folder}/browser:other` },
    });
    const file = join(folder, ".stack-slim", "report.html");
    expect([exitCode, stdout, stderr]).toEqual([0, `${file}\n`, ""]);
    expect(await readFile(file, "utf8")).toMatch(/^<!doctype html>/);
    await expect.poll(() => readFile(join(folder, "browser.opened"), "utf8").catch(() => ""), { timeout: 20_000 }).toBe(file);
  });

  it("no browser, or another format: it says so", async () => {
    const folder = await stored();
    const none = await stackSlim(["report", "--open", "-o", "out.html"], { cwd: folder, env: { BROWSER: "/nonexistent/browser" } });
    expect([none.exitCode, none.stdout]).toEqual([3, ""]);
    expect(none.stderr).toMatch(/out\.html can't be opened: \/nonexistent\/browser does not start\.\n {2}Open the file by hand/);
    expect(await readFile(join(folder, "out.html"), "utf8")).toMatch(/^<!doctype html>/);
    const other = await stackSlim(["report", "--open", "--format", "json"], { cwd: folder });
    expect([other.exitCode, other.stdout]).toEqual([2, ""]);
    expect(other.stderr).toMatch(/--open shows HTML/);
  });
});
