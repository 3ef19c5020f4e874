import { describe, expect, it } from "vitest";
import { buildReport, imageContents, partsFor, reporters, type ReportInput, type ServiceContents } from "../../../src/report/index.js";
import type { Report } from "../../../src/model/report.js";
import type { ImageTree } from "../../../src/model/image-tree.js";
import { graphicPairs, palettes, textPairs, tilePairs, type ColourName } from "../../../src/report/html/palette.js";
import { pageStyle } from "../../../src/report/html/style.js";
import { joinEdges, layOutGraph } from "../../../src/report/html/graph-layout.js";
import { largeSample, sampleTree } from "./large-sample.js";
import { cleanRun, planned, sampleRun, slimImage } from "./sample.js";

const pageOf = async (report: Report, contents: readonly ServiceContents[] = []): Promise<string> =>
  (await reporters.html())(report, { contents });
const page = (run: ReportInput, contents: readonly ServiceContents[] = []): Promise<string> => pageOf(buildReport(run), contents);

/** Relative luminance and contrast as WCAG 2.2 defines them. */
const luminance = (colour: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

describe("colours", () => {
  it("the contrast of black on white is 21, of a colour on itself 1", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#59636e", "#59636e")).toBe(1);
  });

  it.each(Object.keys(palettes) as (keyof typeof palettes)[])("%s: text has 4.5:1, graphics 3:1", (scheme) => {
    const of = ([a, b]: readonly [ColourName, ColourName]): string =>
      `${a} on ${b}: ${contrast(palettes[scheme][a], palettes[scheme][b]).toFixed(2)}`;
    const below = (pairs: typeof textPairs, least: number): readonly string[] =>
      pairs.filter(([a, b]) => contrast(palettes[scheme][a], palettes[scheme][b]) < least).map(of);
    expect(below([...textPairs, ...tilePairs], 4.5)).toEqual([]);
    expect(below(graphicPairs, 3)).toEqual([]);
  });

  it("all come from the palettes, and every one used is there", () => {
    const style = pageStyle.slice(pageStyle.indexOf("* { box-sizing"));
    expect(style).not.toMatch(/#[0-9a-f]{3,8}\b(?!-)[^{]*;/i);
    const own = new Set(["high", "top", "stays", ...Object.keys(palettes.light)]);
    expect([...style.matchAll(/var\(--(\w+)\)/g)].map(([, name = ""]) => name).filter((name) => !own.has(name))).toEqual([]);
    expect(Object.keys(palettes.dark)).toEqual(Object.keys(palettes.light));
  });
});

describe("the page", () => {
  it("has one h1, and no level of headings is skipped", { timeout: 60_000 }, async () => {
    const { run, contents } = largeSample(14, { files: 500 });
    for (const text of [await page(run, contents), await page(sampleRun), await page(cleanRun)]) {
      const levels = [...text.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
      expect(levels.filter((level) => level === 1)).toEqual([1]);
      expect(levels.filter((level, index) => index > 0 && level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
    }
  });

  it("has no id twice, and every link and label leads to one", { timeout: 60_000 }, async () => {
    const { run, contents } = largeSample(14, { files: 500 });
    const text = await page(run, contents);
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(ids).toHaveLength(new Set(ids).size);
    const wanted = [...text.matchAll(/\s(?:href="#|for="|aria-labelledby="|marker-end="url\(#)([^")]*)/g)].map(([, id]) => id);
    expect(wanted.length).toBeGreaterThan(500);
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each([14, 60])("of %i services weighs less than 3 MB, with what is in every image", { timeout: 60_000 }, async (count) => {
    const { run, contents } = largeSample(count, { boots: 40, files: 1500 });
    const text = await page(run, contents);
    expect(Buffer.byteLength(text)).toBeLessThan(3_000_000);
    expect(text.match(/<details class="image"/g)).toHaveLength(count);
  });

  it.each([
    [2, /<details class="image"/],
    [4, /is left out here/],
  ])(
    "says less of each part, then nothing, where it would weigh too much (%i times as many images)",
    { timeout: 60_000 },
    async (times, says) => {
      const { run, contents } = largeSample(14, { files: 1000 });
      const report = buildReport(run);
      const heavy = Array.from({ length: times }, () => contents)
        .flat()
        .map((one, index) => ({ ...one, service: `s${String(index)}` }));
      const services = heavy.map(({ service: name }) => ({ ...(report.services[0] as Report["services"][number]), name }));
      const text = await pageOf({ ...report, services }, heavy);
      expect(Buffer.byteLength(text)).toBeLessThan(3_000_000);
      expect(text).toMatch(says);
      expect((await pageOf(report, contents)).length / contents.length).toBeGreaterThan(text.length / heavy.length);
    },
  );

  it("shows what a report may hold, and is whole without it", async () => {
    const report = buildReport(sampleRun);
    const full: Report = {
      ...report,
      checks: report.checks.map((check) => ({ ...check, flaky: { runs: 10, failures: 2 } })),
      services: report.services.map((service, index) => ({
        ...service,
        exercisedBy: index === 0 ? [] : ["check login", "probe of <db>"],
        repairs: service.repairs.map((repair) => ({ ...repair, boot: 3, rung: "owning package" })),
      })),
      trials: report.trials.map((trial) => ({
        ...trial,
        inconclusive: true,
        swaps: [{ services: { db: "repaired" }, pass: true, detail: "db: 1 file added" }],
      })),
    };
    const text = await pageOf(full);
    for (const part of [
      "failed 2 of 10 runs",
      "check login, probe of &lt;db&gt;",
      "owning package: 1 file, +118 B, after boot 3",
      "while it ran: db: 1 file added (only a fresh boot decides)",
      "no verdict",
    ])
      expect(text).toContain(part);
    expect(text).toContain("Nothing is known to have put these to work: db.");
    const plain = await pageOf(report);
    for (const part of ["Flaky", "while it ran", "undefined", "NaN"]) expect(plain).not.toContain(part);
  });

  it("draws every service, each linked to its row, and tells inferred edges from observed ones", async () => {
    const text = await page(sampleRun);
    for (const [index, { name }] of sampleRun.plan.services.entries()) {
      expect(text).toMatch(new RegExp(`<tr id="r${String(index)}"[^>]*>\\s*<th scope="row">${name}<`));
      expect(text).toContain(`<a href="#r${String(index)}" class="box`);
    }
    expect(text).toMatch(/class="edge inferred"[^>]*><title>cart needs db: read from/);
    expect(text).toMatch(/class="edge observed"[^>]*><title>front-end needs cart: seen only/);
  });
});

describe("hostile values", () => {
  const nasty = `"><script>window.owned=1</script><img src=x onerror=owned=1>'\u001b]0;owned\u0007\u202e`;
  const tree: ImageTree = {
    version: 1,
    original: nasty,
    slim: nasty,
    policy: "balanced",
    packages: [nasty],
    rules: [nasty],
    tree: { [nasty]: { [nasty]: [1000, 0, 0], other: [500, 0] }, __proto__x: [5, -1] },
  };
  const run: ReportInput = {
    ...sampleRun,
    plan: {
      ...sampleRun.plan,
      services: [planned(nasty), planned("web")],
      edges: [{ from: nasty, to: "web", origin: "environment", detail: nasty }],
    },
    slimImages: [slimImage(nasty)],
    observedEdges: [{ from: "web", to: nasty, origin: "observed", detail: nasty }],
  };

  it("stay text in every part of the page", async () => {
    const contents = imageContents(tree, { service: nasty, reasonOf: () => ({ rule: nasty, why: nasty, from: nasty }), most: partsFor(2) });
    const text = await page(run, [contents]);
    expect(text).toContain("&lt;script&gt;window.owned=1");
    expect(text).not.toMatch(/<script|<img/i);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    // Each tag of ours has only attributes of ours: a quote that got out would bring another.
    expect(text).not.toMatch(/<[a-z]+[^>]*\sonerror=/i);
  });
});

describe("the layout of the graph", () => {
  const edge = (from: string, to: string, observed = false): ReportInput["plan"]["edges"][number] => ({
    from,
    to,
    origin: observed ? "observed" : "environment",
    detail: "",
  });

  it("joins edges between the same two, and leaves out loops and strangers", () => {
    const edges = [edge("a", "b"), edge("a", "b", true), edge("b", "a", true), edge("a", "a"), edge("a", "gone")];
    expect(joinEdges(["a", "b"], edges)).toEqual([
      { from: 0, to: 1, knowledge: "both" },
      { from: 1, to: 0, knowledge: "observed" },
    ]);
  });

  it("puts who needs somebody left of them, keeps boxes apart and inside, cycles and loose services too", () => {
    const services = ["web", "api", "db", "x", "y", "loose", "alone"];
    const { boxes, width, height, edges } = layOutGraph(services, [edge("web", "api"), edge("api", "db"), edge("x", "y"), edge("y", "x")]);
    expect(boxes[0]?.x).toBeLessThan(boxes[1]?.x ?? 0);
    expect(boxes[1]?.x).toBeLessThan(boxes[2]?.x ?? 0);
    for (const [index, { x, y }] of boxes.entries()) {
      expect(x - 84).toBeGreaterThanOrEqual(0);
      expect(x + 84).toBeLessThanOrEqual(width);
      expect(y + 25).toBeLessThanOrEqual(height);
      for (const other of boxes.slice(index + 1)) expect(Math.abs(x - other.x) >= 168 || Math.abs(y - other.y) >= 50).toBe(true);
    }
    expect(edges.every(({ points }) => points.length >= 2)).toBe(true);
    expect(layOutGraph(["one"], []).boxes).toHaveLength(1);
  });
});

describe("contents of an image", () => {
  const options = { service: "web", reasonOf: () => undefined, most: { directories: 30, packages: 12 } };

  it("its parts hold every byte and every file once, by directory and by package, in no more parts than asked for", () => {
    for (const files of [0, 1, 7, 900, 4000]) {
      const tree = sampleTree("web", files);
      const { directories, packages } = imageContents(tree, options);
      const leaves = (tile: typeof directories): readonly (typeof directories)[] =>
        tile.parts.length === 0 ? [tile] : tile.parts.flatMap(leaves);
      const parts = leaves(directories);
      expect(parts.length).toBeLessThanOrEqual(30);
      expect(packages.length).toBeLessThanOrEqual(12);
      for (const all of [parts, packages]) {
        for (const side of ["before", "after"] as const)
          expect(all.reduce((sum, { change }) => sum + change[side].bytes, 0)).toBe(directories.change[side].bytes);
      }
      expect(packages.reduce((sum, { change }) => sum + change.before.files, 0)).toBe(files);
    }
  });

  it("lists what stays with its reason, and what went with its package", () => {
    const tree: ImageTree = {
      version: 1,
      original: "a",
      slim: "b",
      policy: "strict",
      packages: ["libc6"],
      rules: ["observed"],
      tree: { usr: { "libc.so": [900, 0, 0], "locale.bin": [100, 0], made: [50, -1, 0, 20] } },
    };
    const { packages } = imageContents(tree, {
      ...options,
      reasonOf: (path) => (path === "/usr/libc.so" ? { rule: "observed", why: "open" } : undefined),
    });
    expect(packages).toMatchObject([
      {
        name: "libc6",
        change: { before: { bytes: 1000, files: 2 }, after: { bytes: 900, files: 1 } },
        rules: [{ rule: "observed", bytes: 900, files: 1 }],
        kept: [{ path: "/usr/libc.so", bytes: 900, rule: "observed", why: "open" }],
        gone: [{ path: "/usr/locale.bin", bytes: 100, package: "libc6" }],
      },
      { name: "(no package)", change: { after: { bytes: 20, files: 1 } }, kept: [{ path: "/usr/made", rule: "observed", why: "" }] },
    ]);
  });
});
