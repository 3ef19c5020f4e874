import { describe, expect, it, test } from "vitest";
import type { ImageInfo } from "../../../src/model/image.js";
import type { Report } from "../../../src/model/report.js";
import type { Stack, Variant } from "../../../src/model/stack.js";
import type { BootFigures } from "../../../src/pipeline/measure-boot.js";
import { imageFigures } from "../../../src/pipeline/measure-images.js";
import { findLoad } from "../../../src/pipeline/measure-load.js";
import { orderOf } from "../../../src/pipeline/measure-stack.js";
import { measurable, serviceFigures, stackFigures } from "../../../src/pipeline/measure-summary.js";
import { slimResult, withoutService } from "../../../src/pipeline/slim-result.js";
import { cleanRun } from "../report/sample.js";
import { buildReport } from "../../../src/report/index.js";

test("who goes first changes with every round", () => {
  const turns = (rounds: number): string =>
    orderOf(rounds)
      .map((variant: Variant) => variant[0])
      .join("");
  expect([1, 2, 3].map(turns)).toEqual(["os", "osso", "ossoos"]);
});

const boot = (services: Readonly<Record<string, object>>, readySeconds?: number): BootFigures => ({
  variant: "slim",
  services: new Map(Object.entries(services)),
  ...(readySeconds === undefined ? {} : { readySeconds }),
  troubles: [],
});

describe("the figures of several boots", () => {
  const boots = [
    boot(
      { web: { memoryBytes: 10, cpuSeconds: 1, readySeconds: 3 }, db: { memoryBytes: 100, cpuSeconds: 2 }, job: { readySeconds: 1 } },
      5,
    ),
    boot({ web: { memoryBytes: 30, cpuSeconds: 1 }, db: { memoryBytes: 100, cpuSeconds: 4 } }),
    boot({ web: { memoryBytes: 20, cpuSeconds: 1 } }, 7),
  ];

  it("of a service are those of the rounds that have them", () => {
    expect(serviceFigures(boots, "web")).toEqual({
      memoryBytes: { median: 20, min: 10, max: 30, values: [10, 30, 20] },
      cpuSeconds: { median: 1, min: 1, max: 1, values: [1, 1, 1] },
      readySeconds: { median: 3, min: 3, max: 3, values: [3] },
    });
    expect(serviceFigures(boots, "none")).toEqual({});
  });

  it("of the stack are sums, of rounds in which no service lacks them; jobs are part of none", () => {
    expect(measurable(boots)).toEqual(["web", "db"]);
    const stack = stackFigures(boots, measurable(boots));
    expect(stack.memoryBytes?.values).toEqual([110, 130]);
    expect(stack.cpuSeconds?.values).toEqual([3, 5]);
    expect(stack.readySeconds?.values).toEqual([5, 7]);
    expect(stack.threads).toBeUndefined();
  });
});

const image = (id: string, layers: readonly string[], labels: Readonly<Record<string, string>> = {}): ImageInfo => ({
  ...{ id, ref: id, bytes: 1000, architecture: "amd64", os: "linux", layers },
  config: {
    ...{ entrypoint: [], command: [], environment: {}, user: "", workingDirectory: "", volumes: [], exposedPorts: [], labels },
  },
});

describe("image figures", () => {
  const packed = new Map([
    ["base", 50],
    ["web", 7],
    ["db", 9],
  ]);

  it("count an image and a layer that several services have once", () => {
    const [web, db] = [image("web", ["base", "web"]), image("db", ["base", "db"])];
    expect(imageFigures([web, db, db], packed)).toEqual({ imageBytes: 2000, layers: 3, pullBytes: 66 });
    expect(imageFigures([db], packed)).toEqual({ imageBytes: 1000, layers: 2, pullBytes: 59 });
  });

  it("have no bytes to pull where a layer's are not known, or were not asked for", () => {
    expect(imageFigures([image("web", ["base", "new"])], packed)).toEqual({ imageBytes: 1000, layers: 2 });
    expect(imageFigures([image("web", ["base"])], undefined)).toEqual({ imageBytes: 1000, layers: 1 });
  });
});

const stackOf = (...names: readonly string[]): Stack => ({
  source: { files: [], projectDirectory: "/srv", profiles: [], envFiles: [] },
  model: { name: "shop", services: Object.fromEntries(names.map((name) => [name, {}])) },
  services: names.map((name) => ({ name, image: `shop/${name}`, builds: false, spec: {} })),
});

describe("the load", () => {
  const engine = { inspectImage: (ref: string) => Promise.resolve(ref === "k6" ? image("k6", []) : undefined) };
  const given = { stack: stackOf("web", "user-sim"), engine, checks: ["front page"] };

  it.each([
    ["checks", undefined, { kind: "checks", checks: ["front page"], seconds: 15 }],
    ["checks", 3, { kind: "checks", checks: ["front page"], seconds: 3 }],
    ["user-sim", undefined, { kind: "service", name: "user-sim", seconds: 60 }],
    ["k6", 5, { kind: "image", name: "k6", seconds: 5 }],
  ])("%s for %j s is %j", async (name, seconds, expected) => {
    expect(await findLoad({ name, ...(seconds === undefined ? {} : { seconds }) }, given)).toEqual(expected);
  });

  it("that is nothing of these is refused, with what it may have been", async () => {
    await expect(findLoad({ name: "user-smi" }, given)).rejects.toMatchObject({
      code: "measure.no-load",
      exitCode: 2,
      hint: "Did you mean user-sim?",
    });
    await expect(findLoad({ name: "locust" }, given)).rejects.toMatchObject({ hint: expect.stringContaining("--profile") as string });
  });

  it("that is a service runs beside a stack without it, unless another one needs it", () => {
    const planned = { stack: stackOf("web", "sim"), plan: { ...cleanRun.plan, services: [] } };
    const rest = withoutService(planned, "sim");
    expect([Object.keys(rest.stack.model.services), rest.stack.services.map(({ name }) => name)]).toEqual([["web"], ["web"]]);
    const needing = { ...planned.stack, model: { name: "shop", services: { web: { depends_on: { sim: { condition: "x" } } }, sim: {} } } };
    expect(() => withoutService({ ...planned, stack: needing }, "sim")).toThrow(/web depends on it/);
  });
});

describe("the result to be measured", () => {
  const slim = image("slim", [], { "stack-slim.original": "web-id" });
  const report = (project: string, variant: Variant): Report => ({
    ...buildReport(cleanRun),
    project,
    services: [{ ...(buildReport(cleanRun).services[0] as Report["services"][number]), name: "web", variant, slimImage: "shop/web-slim" }],
  });
  const images = new Map([["shop/web", image("web-id", [])]]);
  const engine = (found: ImageInfo | undefined): { readonly inspectImage: () => Promise<ImageInfo | undefined> } => ({
    inspectImage: () => Promise.resolve(found),
  });

  it("is the slim images of the combination that the last apply chose", async () => {
    const found = await slimResult(report("shop", "slim"), { stack: stackOf("web"), images }, engine(slim));
    expect([...found.keys()]).toEqual(["web"]);
  });

  it.each<[string, Report, ReadonlyMap<string, ImageInfo>, ImageInfo | undefined, RegExp]>([
    ["of another project", report("other", "slim"), images, slim, /was of the project other, not of shop/],
    ["with nothing slim", report("shop", "original"), images, slim, /left every service of shop original/],
    ["without its slim image", report("shop", "slim"), images, undefined, /shop\/web-slim of web is not in the engine/],
    ["of an older original", report("shop", "slim"), new Map([["shop/web", image("newer", [])]]), slim, /was not made from the shop\/web/],
    ["without the original", report("shop", "slim"), new Map(), slim, /lacks shop\/web, the original image of web/],
  ])("is refused %s", async (_, told, there, found, says) => {
    const refused = slimResult(told, { stack: stackOf("web"), images: there }, engine(found));
    await expect(refused).rejects.toMatchObject({ code: "measure.no-result", exitCode: 2, message: expect.stringMatching(says) as string });
  });
});
