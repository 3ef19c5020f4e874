import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../../src/model/plan.js";
import type { Report, ReportService } from "../../src/model/report.js";
import { runCli, type Ended } from "./support/cli.js";
import { containersMade, docker, removeImages } from "./support/engine.js";

const image = "stack-slim-test/found:1";
let folder: string;
let first: Ended;
let report: Report;

const service = (name: string): ReportService | undefined => report.services.find((one) => one.name === name);
const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, ".stack-slim", name), "utf8")) as T;

describe("a stack of which nothing is told", () => {
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "stack-slim-found-")));
    cpSync(resolve(import.meta.dirname, "fixtures/found"), folder, { recursive: true });
    writeFileSync(join(folder, "stack-slim.yml"), "version: 1\nwatch: 1s\n");
    docker("build", "--quiet", "--tag", image, folder);
    first = await runCli(["apply"], folder);
    report = read("report.json");
  });
  afterAll(() => {
    removeImages([...new Set(report.services.flatMap(({ slimImage }) => slimImage ?? [])), image]);
    rmSync(folder, { recursive: true, force: true });
  });

  test("is slim as a whole", () => {
    expect(first.code, first.stderr).toBe(0);
    expect(report.services.filter(({ variant }) => variant === "slim")).toHaveLength(5);
  });

  test("what answers on a port that nobody declared is the probe, and the plan says where it is from", () => {
    const probe = read<Plan>("plan.json").services.find(({ name }) => name === "web")?.probe;
    expect(probe?.source).toBe("seen");
    expect(probe?.why).toMatch(/^port 7070 answered \/ 200, \/healthz 200, \/openapi\.json 200/);
    expect(probe?.probes).toMatchObject([
      { kind: "http", port: 7070, steps: [{ url: "/healthz" }, { url: "/" }, { url: "/openapi.json" }] },
      { kind: "crawl", port: 7070 },
      { kind: "openapi", port: 7070, writes: false },
    ]);
    expect(service("web")?.probe).toBe(probe?.name);
  });

  test("a picture that the original lacks too is told, and held against nobody", () => {
    expect(report.warnings.filter((warning) => warning.includes("/lost.png"))).toEqual([
      expect.stringMatching(/^the original answers \/lost\.png badly too \(probe web\)/),
    ]);
    expect(service("web")).toMatchObject({ final: "pass", evidence: [] });
  });

  test("what only takes from a queue is exercised by its peers, named with the way", () => {
    expect(service("worker")?.exercisedBy).toEqual([`probe ${service("web")?.probe ?? ""} of web via queue`]);
  });

  test("what only its own container reaches is exercised there", () => {
    expect(service("inward")?.exercisedBy).toEqual(["look at 127.0.0.1:7071 /healthz / /openapi.json, which only its container reaches"]);
    expect(service("inward")?.warnings).toEqual([]);
  });

  test("what nothing exercised is named with how many of its files its boot alone asked for", () => {
    const idle = service("idle");
    expect(idle?.exercisedBy).toEqual([]);
    const count = idle?.slimFiles?.toLocaleString("en-US") ?? "";
    expect(idle?.warnings).toEqual([
      expect.stringMatching(
        `^nothing exercised it while it was profiled: .*; the \\d+ files it was seen using, and so the choice of its ${count} files, come from its boot alone$`,
      ),
    ]);
  });

  test("a second apply boots nothing and says the same", async () => {
    const since = Date.now() / 1000;
    const { code } = await runCli(["apply"], folder);
    expect(code).toBe(0);
    expect(containersMade(folder, Math.floor(since), Math.ceil(Date.now() / 1000))).toBe(0);
    const again = read<Report>("report.json");
    expect(again.services.map(({ probe, exercisedBy }) => ({ probe, exercisedBy }))).toEqual(
      report.services.map(({ probe, exercisedBy }) => ({ probe, exercisedBy })),
    );
    expect(again.warnings).toEqual(report.warnings);
  });
});
