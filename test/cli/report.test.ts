import { readFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Ajv } from "ajv";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { textWidth } from "../../src/model/printable.js";
import { buildReport } from "../../src/report/index.js";
import { sampleRun } from "../unit/report/sample.js";
import { builtCli, environment, folderWith, stackSlim } from "./built-cli.js";

const compose = "name: shop\nservices:\n  db: { image: x }\n";
const report = JSON.stringify(buildReport(sampleRun), null, 2);
const stored = (text = report): Promise<string> => folderWith({ "compose.yml": compose, ".stack-slim/report.json": text });
const formats = ["terminal", "markdown", "html", "json", "junit"] as const;

const begins: Record<(typeof formats)[number], RegExp> = {
  terminal: /^service +size/,
  markdown: /^# /,
  html: /^<!doctype html>/i,
  json: /^\{\n/,
  junit: /^<\?xml version="1\.0"/,
};

it("the stored report of these tests is one", () => {
  const schema = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../schema/report.schema.json"), "utf8")) as object;
  expect(new Ajv({ strictRequired: false }).validate(schema, JSON.parse(report))).toBe(true);
});

describe("report", () => {
  it.each(formats)("as %s, on standard output and in a file", async (format) => {
    const folder = await stored();
    const shown = await stackSlim(["report", "--format", format], { cwd: folder });
    const written = await stackSlim(["report", "compose.yml", "--format", format, "-o", "out"], { cwd: folder });
    expect([shown.exitCode, shown.stderr]).toEqual([0, ""]);
    expect(written).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(shown.stdout).toMatch(begins[format]);
    expect(shown.stdout).toContain("cart");
    expect(await readFile(join(folder, "out"), "utf8")).toBe(shown.stdout);
  });

  it("as JSON is the stored one", async () => {
    const { stdout } = await stackSlim(["report", "-f", "compose.yml", "--format", "json"], { cwd: await stored() });
    expect(JSON.parse(stdout)).toEqual(JSON.parse(report));
  });

  it("stays within the columns there are, 100 at most", async () => {
    const folder = await stored();
    for (const [columns, env] of [
      [100, {}],
      [80, { COLUMNS: "80" }],
      [100, { COLUMNS: "200" }],
    ] as const) {
      const { stdout } = await stackSlim(["report"], { cwd: folder, env });
      expect(Math.max(...stdout.split("\n").map(textWidth))).toBeLessThanOrEqual(columns);
    }
  });

  it("is coloured on demand only, and NO_COLOR wins; sequences of containers never get through", async () => {
    const folder = await stored();
    const coloured = async (env: Record<string, string>): Promise<boolean> =>
      (await stackSlim(["report"], { cwd: folder, env })).stdout.includes("\u001b[");
    expect(await coloured({})).toBe(false);
    expect(await coloured({ FORCE_COLOR: "1" })).toBe(true);
    expect(await coloured({ FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
  });

  it.each([["report"], ["report", "--format", "html"], ["plan", "--json"], ["--help"]])(
    "%s %s %s ends quietly when its reader goes away",
    async (...args) => {
      const folder = await stored();
      const script = `exec 3>code; ({ "$NODE" -- "$CLI" "$@" 2>errors; echo $? >&3; } | true); exec 3>&-; cat code errors`;
      const { stdout } = await execa("sh", ["-c", script, "sh", ...args], {
        cwd: folder,
        env: environment({ NODE: process.execPath, CLI: builtCli }),
        extendEnv: false,
      });
      expect(stdout).toBe("0");
    },
  );
});

describe("without a report that can be shown", () => {
  it("there is none", async () => {
    const folder = await folderWith({ "compose.yml": compose });
    expect(await stackSlim(["report"], { cwd: folder })).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `stack-slim: There is no report in ${folder}/.stack-slim.\n  Run \`stack-slim apply\` on this stack first.\n`,
    });
  });

  const broken = (change: (report: Record<string, unknown>) => void): string => {
    const copy = JSON.parse(report) as Record<string, unknown>;
    change(copy);
    return JSON.stringify(copy);
  };
  it.each<[string, string, RegExp]>([
    ["empty", "", /it isn't JSON/],
    ["cut off", report.slice(0, 1000), /it isn't JSON/],
    ["null", "null", /report must be object/],
    ["a list", "[]", /report must be object/],
    ["of another version", broken((copy) => (copy["version"] = 2)), /report\/version must be equal to constant/],
    ["without its outcome", broken((copy) => delete copy["outcome"]), /must have required property 'outcome'/],
    ["with a service of nothing", broken((copy) => (copy["services"] = [{}])), /report\/services\/0 must have required property/],
  ])("it is %s", async (_, text, why) => {
    for (const format of ["terminal", "json"]) {
      const { exitCode, stdout, stderr } = await stackSlim(["report", "--format", format], { cwd: await stored(text) });
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(
        /^stack-slim: \/.*\/\.stack-slim\/report\.json is damaged, or of another version: .*\n {2}Run `stack-slim apply` again/,
      );
      expect(stderr).toMatch(why);
    }
  });

  it("or the output can't be written", async () => {
    const folder = await stored();
    await mkdir(join(folder, "sub"));
    for (const [output, says] of [
      ["no/out.md", /There is no folder \/.*\/no\./],
      ["compose.yml/out.md", /compose\.yml is a file, not a folder/],
      ["sub", /can't be written to \/.*\/sub: EISDIR/],
    ] as const) {
      const { exitCode, stdout, stderr } = await stackSlim(["report", "-o", output], { cwd: folder });
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(says);
      expect(stderr.trimEnd().split("\n")).toHaveLength(2);
    }
    expect(await readFile(join(folder, "compose.yml"), "utf8")).toBe(compose);
  });
});
