import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { buildReport, reporters } from "../../../src/report/index.js";
import { cleanRun, sampleRun } from "./sample.js";

const schema = JSON.parse(readFileSync(new URL("../../../schema/report.schema.json", import.meta.url), "utf8")) as object;
const validate = new Ajv({ strict: true, allErrors: true }).compile(schema);
const asWritten = async (): Promise<Record<string, unknown>> =>
  JSON.parse((await reporters.json())(buildReport(sampleRun), {})) as Record<string, unknown>;

type Broken = { [key: string]: Broken } & Broken[] & unknown;

describe("report.schema.json", () => {
  it.each([
    ["with culprits, repairs and unknown sizes", sampleRun],
    ["with nothing wrong", cleanRun],
    [
      "with a flaky check",
      {
        ...sampleRun,
        trials: sampleRun.trials.map((one) => ({ ...one, checks: one.checks.map((check) => ({ ...check, flake: "got 502" })) })),
      },
    ],
    ["of a run that made nothing", { ...cleanRun, slimImages: [], trials: [], emitted: [], seconds: {} }],
  ])("accepts a report %s", async (_name, run) => {
    const written: unknown = JSON.parse((await reporters.json())(buildReport(run), {}));
    expect(validate(written), JSON.stringify(validate.errors)).toBe(true);
    expect(written).toEqual(buildReport(run));
  });

  it.each<[string, (report: Broken) => void, string]>([
    ["another version", (report) => Object.assign(report, { version: 2 }), "/version"],
    ["a field too many", (report) => Object.assign(report, { extra: 1 }), ""],
    ["a missing field", (report) => void Reflect.deleteProperty(report, "emitted"), ""],
    ["an unknown label", (report) => Object.assign(report["outcome"] as object, { label: "GOOD" }), "/outcome/label"],
    ["negative bytes", (report) => Object.assign(report["outcome"] as object, { finalBytes: -1 }), "/outcome/finalBytes"],
    ["half a byte", (report) => Object.assign(report["services"]?.[0] as object, { slimBytes: 0.5 }), "/services/0/slimBytes"],
    ["an unknown verdict", (report) => Object.assign(report["services"]?.[0] as object, { alone: "maybe" }), "/services/0/alone"],
    ["a null size", (report) => Object.assign(report["services"]?.[3] as object, { originalBytes: null }), "/services/3/originalBytes"],
    [
      "unknown evidence",
      (report) => Object.assign(report["services"]?.[1]?.["evidence"]?.[0] as object, { kind: "hunch" }),
      "/services/1/evidence/0/kind",
    ],
    ["an unknown use", (report) => Object.assign(report["checks"]?.[0] as object, { use: "both" }), "/checks/0/use"],
    ["an unknown edge", (report) => Object.assign(report["edges"]?.[0] as object, { origin: "guess" }), "/edges/0/origin"],
    ["an unknown purpose", (report) => Object.assign(report["trials"]?.[0] as object, { purpose: "fun" }), "/trials/0/purpose"],
    [
      "a variant that is none",
      (report) => Object.assign(report["trials"]?.[0]?.["combination"] as object, { db: "tiny" }),
      "/trials/0/combination/db",
    ],
    [
      "a lost part of a trial's time",
      (report) => void Reflect.deleteProperty(report["trials"]?.[0]?.["seconds"] as object, "boot"),
      "/trials/0/seconds",
    ],
  ])("refuses %s", async (_name, breakIt, where) => {
    const broken = await asWritten();
    breakIt(broken as Broken);
    expect(validate(broken)).toBe(false);
    expect(validate.errors?.map(({ instancePath }) => instancePath)).toContain(where);
  });
});
