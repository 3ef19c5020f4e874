import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { MeasuredFigures, Measurement } from "../../../src/model/measurement.js";
import { textWidth } from "../../../src/model/printable.js";
import { spreadOf } from "../../../src/model/spread.js";
import { markdownMeasurement } from "../../../src/report/measure-markdown.js";
import { terminalMeasurement } from "../../../src/report/measure-terminal.js";

const figures = (memory: readonly number[], more: Partial<MeasuredFigures> = {}): MeasuredFigures => {
  const [memoryBytes, cpuSeconds, readySeconds, threads] = [memory, [1.5, 2.5], [12.34], [8]].map((values) => spreadOf(values));
  return {
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(cpuSeconds === undefined ? {} : { cpuSeconds }),
    ...(readySeconds === undefined ? {} : { readySeconds }),
    ...(threads === undefined ? {} : { threads }),
    ...{ imageBytes: 678_000_000, layers: 5, pullBytes: 300_000_000 },
    ...more,
  };
};

const sample: Measurement = {
  version: 1,
  project: "shop",
  files: ["/srv/compose.yml"],
  rounds: 3,
  load: { kind: "checks", checks: ["front page", "cart"], seconds: 15 },
  engine: { version: "20.10.24", storageDriver: "overlay2", cpus: 2, memoryBytes: 8e9 },
  services: [
    {
      name: "carts",
      variant: "slim",
      image: "shop/carts:1",
      slimImage: "shop/carts:1-slim",
      original: figures([200e6, 210e6, 190e6]),
      slim: figures([100e6, 100e6, 110e6], { imageBytes: 67_800_000, layers: 2, pullBytes: 30_000_000 }),
    },
    { name: "job-that-ends-\u001b[2J", variant: "original", image: "shop/job:1", original: { layers: 1 }, slim: { layers: 1 } },
  ],
  stack: { original: figures([200e6]), slim: figures([100e6]) },
  notAvailable: [{ figure: "openFiles", why: "the engine's processes are not in this machine's /proc" }],
  warnings: ["round 2, slim stack: the check cart failed, so the load is another one: expected 200, got 502"],
};

describe("a measurement on a terminal", () => {
  it("has medians, ratios and spread of every service and of the stack", () => {
    const text = terminalMeasurement(sample, {});
    for (const line of [
      /^carts +200 MB → 100 MB +0\.50 +10 % \/ 10 % +2\.00 → 2\.00 +1\.00 +50 % \/ 50 %$/m,
      /^carts +12\.3 → 12\.3 +1\.00 +– +8 → 8 +–$/m,
      /^carts +678 MB → 67\.8 MB +0\.10 +5 → 2 +300 MB → 30 MB +0\.10$/m,
      /^job-that-ends- +– +– +–/m,
      /^stack +200 MB → 100 MB/m,
      /^Medians of 3 rounds/m,
      /^Load: the 2 checks once, at least 15 s\.$/m,
      /^Not available: open files: the engine's processes/m,
      /^ {2}round 2, slim stack: the check cart failed/m,
    ])
      expect(text).toMatch(line);
    expect(text).not.toContain("\u001b");
  });

  it("stays within its columns, gives up the spread before a figure, and is ASCII and without colour unless asked", () => {
    for (const columns of [72, 80, 100])
      expect(Math.max(...terminalMeasurement(sample, { columns }).split("\n").map(textWidth))).toBeLessThanOrEqual(columns);
    expect(terminalMeasurement(sample, { columns: 72 })).toMatch(/^carts +200 MB → 100 MB +0\.50 +2\.00 → 2\.00/m);
    expect(terminalMeasurement(sample, { ascii: true })).toMatch(/^[\n\x20-\x7e]*$/);
    expect(terminalMeasurement(sample, { colour: true })).toContain("\u001b[1mImages\u001b[0m");
  });
});

it("is the same in Markdown, with nothing of others as markup", () => {
  const text = markdownMeasurement({ ...sample, project: "<b>|shop" });
  expect(text).toContain("# &lt;b\\>\\|shop: original");
  expect(text).toMatch(/^\| carts \| 200 MB → 100 MB \| 0\.50 \| 10 % \/ 10 % \|/m);
  expect(text.split("\n").filter((line) => /^\| --|^\| :--/.test(line))).toHaveLength(3);
  expect(text.endsWith("\n")).toBe(true);
});

describe("measure.schema.json", () => {
  const validate = new Ajv({ strict: true, allErrors: true }).compile(
    JSON.parse(readFileSync(new URL("../../../schema/measure.schema.json", import.meta.url), "utf8")) as object,
  );

  it("accepts a measurement, and one of another load", () => {
    expect(validate(JSON.parse(JSON.stringify(sample))), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...sample, load: { kind: "service", name: "user-sim", seconds: 60 } })).toBe(true);
  });

  it.each<[string, object]>([
    ["an unknown load", { load: { kind: "guess", seconds: 1 } }],
    ["no rounds", { rounds: 0 }],
    ["a spread of no values", { stack: { original: { threads: { median: 1, min: 1, max: 1, values: [] } }, slim: {} } }],
    ["half a byte", { stack: { original: { imageBytes: 0.5 }, slim: {} } }],
    ["an unknown figure", { stack: { original: { joules: 1 }, slim: {} } }],
  ])("refuses %s", (_, part) => {
    expect(validate({ ...sample, ...part })).toBe(false);
  });
});
