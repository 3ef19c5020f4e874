import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildReport, reporters, type ReportInput, type ServiceContents } from "../../src/report/index.js";
import { largeSample } from "../unit/report/large-sample.js";
import { planned, sampleRun } from "../unit/report/sample.js";
import { folderWith } from "./built-cli.js";
import { chromium, openPage, type Page } from "./chromium.js";

const absent = chromium === undefined ? " (SKIPPED: no chromium is installed here)" : "";
if (absent !== "") process.stderr.write(`The HTML report is not looked at in a browser${absent}\n`);

describe.skipIf(chromium === undefined)(`the HTML report in Chromium${absent}`, () => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage();
  });
  afterAll(() => page[Symbol.asyncDispose]());

  const stored = async (run: ReportInput, contents: readonly ServiceContents[] = []): Promise<string> => {
    const path = join(await folderWith(), "report.html");
    await writeFile(path, (await reporters.html())(buildReport(run), { contents }));
    return pathToFileURL(path).href;
  };
  const sample = (count: number): Promise<string> => {
    const { run, contents } = largeSample(count, { boots: 12, files: 1000 });
    return stored(run, contents);
  };
  const press = async (key: string, code: number): Promise<void> => {
    const fields = { key, code: key, windowsVirtualKeyCode: code, ...(key === "Enter" ? { text: "\r" } : {}) };
    await page.send("Input.dispatchKeyEvent", { type: "keyDown", ...fields });
    await page.send("Input.dispatchKeyEvent", { type: "keyUp", ...fields });
  };
  const prefer = (scheme: "light" | "dark"): Promise<unknown> =>
    page.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });

  it.each([14, 60])("opens within 2 s for %i services, asks for nothing else, and complains of nothing", async (count) => {
    const url = await sample(count);
    const from = page.events.length;
    const times = [await page.open(url), await page.open(url), await page.open(url)];
    // The best of three: what the page needs, not what else this machine does.
    expect(Math.min(...times)).toBeLessThan(2000);
    const since = page.events.slice(from);
    const asked = since
      .filter(({ method }) => method === "Network.requestWillBeSent")
      .map(({ params }) => (params["request"] as { url: string }).url);
    expect(new Set(asked)).toEqual(new Set([url]));
    expect(since.filter(({ method }) => /Log\.entryAdded|exceptionThrown|javascriptDialogOpening/.test(method))).toEqual([]);
  });

  it.each([400, 800, 1280])("is never wider than a window of %i, and its tiles lie beside each other", async (width) => {
    await page.resize(width, 900);
    await page.open(await sample(14));
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBeLessThanOrEqual(0);
    const overlaps = await page.evaluate<readonly string[]>(`[...document.querySelectorAll(".map")].flatMap((map) => {
      const frame = map.getBoundingClientRect();
      const tiles = [...map.querySelectorAll("label")].map((label) => [label.textContent, label.getBoundingClientRect()]);
      return tiles.flatMap(([name, a], index) => [
        ...(a.left < frame.left - 1 || a.right > frame.right + 1 ? [name + " is outside"] : []),
        ...tiles.slice(index + 1).filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1).map(([other]) => name + " on " + other),
      ]);
    })`);
    expect(overlaps).toEqual([]);
  });

  it("has nothing that axe objects to, in light and dark", { timeout: 240_000 }, async () => {
    const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    await page.resize(1280, 900);
    const { run, contents } = largeSample(8, { boots: 5, files: 300 });
    await page.open(await stored(run, contents));
    await page.evaluate("document.querySelector('details.image').open = true");
    await page.evaluate(`${axe}; ""`);
    for (const scheme of ["light", "dark"] as const) {
      await prefer(scheme);
      const violations = await page.evaluate<readonly string[]>(
        "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
      );
      expect(violations).toEqual([]);
    }
    const grounds = await page.evaluate("getComputedStyle(document.body).backgroundColor");
    await prefer("light");
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).not.toBe(grounds);
  });

  it("is used by keyboard: what has the focus is seen, and arrows go from tile to tile", async () => {
    await page.open(await sample(14));
    await press("Tab", 9);
    expect(await page.evaluate("document.activeElement.className")).toBe("skip");
    expect(await page.evaluate("document.activeElement.getBoundingClientRect().left")).toBeGreaterThanOrEqual(0);
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    await press("Enter", 13);
    expect(await page.evaluate("location.hash")).toBe("#services");
    await page.evaluate("document.getElementById('all-0').focus()");
    const said =
      "[...document.querySelectorAll('#sizes ~ .map .said')].filter((one) => getComputedStyle(one).display !== 'none').map((one) => one.textContent.trim())";
    const before = await page.evaluate<readonly string[]>(said);
    await press("ArrowRight", 39);
    const after = await page.evaluate<readonly string[]>(said);
    expect([before.length, after.length]).toEqual([1, 1]);
    expect(after).not.toEqual(before);
    expect(await page.evaluate("getComputedStyle(document.querySelector('#all-1 + label')).outlineStyle")).toBe("solid");
  });

  it("shows on demand only who stays original", async () => {
    await page.open(await sample(14));
    const rows = "[...document.querySelectorAll('tr[id]')].filter((row) => row.offsetHeight > 0).length";
    expect(await page.evaluate(rows)).toBe(14);
    await page.evaluate("document.getElementById('only-original').click()");
    expect(await page.evaluate(rows)).toBe(2);
  });

  it("goes onto paper, light though the screen be dark", async () => {
    await page.open(await sample(14));
    await page.send("Emulation.setEmulatedMedia", { media: "print", features: [{ name: "prefers-color-scheme", value: "dark" }] });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    const { data } = await page.send<{ data: string }>("Page.printToPDF", {});
    expect(Buffer.from(data, "base64").subarray(0, 5).toString()).toBe("%PDF-");
    await page.send("Emulation.setEmulatedMedia", { media: "", features: [] });
  });

  it("runs nothing of what a container or a file says", async () => {
    const nasty = `"><script>window.owned=1</script><img src=x onerror="window.owned=1"><svg onload="window.owned=1"><a href="javascript:owned=1">`;
    const { contents } = largeSample(1, { files: 50 });
    const [one] = contents as readonly [ServiceContents];
    const tile = { ...one.directories, name: nasty, kept: [{ path: nasty, bytes: 1, rule: nasty, why: nasty }], parts: [] };
    const run: ReportInput = {
      ...sampleRun,
      plan: {
        ...sampleRun.plan,
        project: nasty,
        services: [planned(nasty, { why: nasty })],
        edges: [{ from: nasty, to: nasty, origin: "config", detail: nasty }],
        warnings: [nasty],
      },
      outcome: { ...sampleRun.outcome, why: nasty, combination: {} },
    };
    await page.open(await stored(run, [{ ...one, service: nasty, original: nasty, slim: nasty, directories: tile, packages: [tile] }]));
    expect(await page.evaluate("typeof window.owned")).toBe("undefined");
    expect(await page.evaluate("document.querySelectorAll('script, img, [onload], [onerror], a[href^=\"javascript\"]').length")).toBe(0);
    expect(await page.evaluate("document.title")).toContain("<script>");
  });
});
