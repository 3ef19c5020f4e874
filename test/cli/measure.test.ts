import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, stackSlim, type Ran } from "./built-cli.js";

const compose = "name: shop\nservices:\n  web: { image: nginx }\n";
const spread = { median: 2e6, min: 1e6, max: 3e6, values: [1e6, 2e6, 3e6] };
const measurement = {
  version: 1,
  project: "shop",
  files: ["/srv/compose.yml"],
  rounds: 3,
  load: { kind: "checks", checks: [], seconds: 15 },
  engine: { version: "28", storageDriver: "overlay2", cpus: 2, memoryBytes: 8e9 },
  services: [
    {
      ...{ name: "web", variant: "slim", image: "nginx", slimImage: "nginx:latest-slim" },
      ...{ original: { memoryBytes: spread, layers: 7 }, slim: { memoryBytes: spread, layers: 2 } },
    },
  ],
  stack: { original: { memoryBytes: spread }, slim: { memoryBytes: spread } },
  notAvailable: [],
  warnings: [],
};

const measure = async (stored: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran & { readonly cwd: string }> => {
  const files = Object.fromEntries(Object.entries(stored).map(([name, text]) => [`.stack-slim/${name}`, text]));
  const cwd = await folderWith({ "compose.yml": compose, ...files });
  return { ...(await stackSlim(["measure", ...args], { cwd })), cwd };
};

describe("without what it needs measure says so, and how to come by it", () => {
  it.each<[string, Readonly<Record<string, string>>, readonly string[], RegExp]>([
    ["a result", {}, [], /There is no report in .*\n {2}Run `stack-slim apply` on this stack first/],
    ["a whole result", { "report.json": "{}" }, [], /report\.json is damaged, or of another version/],
    ["a last measurement", {}, ["--last"], /There is no measurement in .*\n {2}Run `stack-slim measure` without --last/],
    ["a whole one", { "measure.json": '{"version":1}' }, ["--last"], /measure\.json is damaged, or of another version/],
    ["a folder to write to", { "measure.json": "{}" }, ["--last", "-o", "no/where.md"], /There is no folder /],
  ])("%s", async (_, stored, args, says) => {
    const { exitCode, stdout, stderr } = await measure(stored, ...args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
  });
});

describe("the last measurement is shown again without an engine", () => {
  const stored = { "measure.json": JSON.stringify(measurement) };

  it("on a terminal of 80 columns, without colour", async () => {
    const { exitCode, stdout } = await measure(stored, "--last");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^web +2 MB → 2 MB +1\.00 +100 % \/ 100 %/m);
    expect(stdout).not.toContain("\u001b");
  });

  it("as JSON", async () => {
    const { stdout } = await measure(stored, "--last", "--format", "json");
    expect(JSON.parse(stdout)).toEqual(measurement);
  });

  it("as Markdown in a file", async () => {
    const { exitCode, stdout, cwd } = await measure(stored, "--last", "--format", "markdown", "-o", "m.md");
    expect([exitCode, stdout]).toEqual([0, ""]);
    expect(readFileSync(resolve(cwd, "m.md"), "utf8")).toMatch(/^# shop: original → slim\n[^]*\| web \| 2 MB → 2 MB \|/);
  });
});
