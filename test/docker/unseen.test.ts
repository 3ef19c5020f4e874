import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

// A web application with everything a boot does not touch: lookups by name, TLS, time zones, locales, modules imported in a function, tools of the image.
const image = "python3-flask";
const bench = fileURLToPath(new URL("../../bench/generalise/run.mjs", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "stack-slim-unseen-test-"));
const minutes = 60_000;

/** Feature → variant → "works", or what it said when it failed. */
type Answers = Readonly<Record<string, Readonly<Record<"local" | "balanced", string>>>>;
let answers: Answers;
let sizes = "";

beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [bench, "--policies", "balanced", "--work", work, image]);
  sizes = stdout;
  answers = (JSON.parse(readFileSync(join(work, "results.json"), "utf8")) as Readonly<Record<string, Answers>>)[image] ?? {};
}, 15 * minutes);

afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

const failed = (variant: "local" | "balanced"): readonly string[] =>
  Object.entries(answers).flatMap(([feature, said]) => (said[variant] === "works" ? [] : [`${feature}: ${said[variant]}`]));

test("the original can do what it is asked for", () => {
  expect(Object.keys(answers).length).toBeGreaterThanOrEqual(30);
  expect(failed("local")).toEqual([]);
});

test("the slim image does all of it, though its profile saw none of it", () => {
  expect(failed("balanced")).toEqual([]);
});

test("and is less than half as large", () => {
  const [, original = "", , slim = ""] = /\| python3-flask \| ([\d.]+) \| (\d+) \| ([\d.]+) \|/.exec(sizes) ?? [];
  expect(Number(slim) / Number(original)).toBeLessThan(0.5);
});
