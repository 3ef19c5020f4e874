import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openClaims } from "../../../src/workspace/claims.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stack-slim-claims-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("a name is one run's until that run ends", async () => {
  const [first, second] = [openClaims(folder), openClaims(folder)];
  expect(await first.claim("web:1-slim")).toBe(true);
  expect(await first.claim("web:1-slim")).toBe(true);
  expect(await second.claim("web:1-slim")).toBe(false);
  expect(await second.claim("web:2-slim")).toBe(true);
  await first[Symbol.asyncDispose]();
  expect(await second.claim("web:1-slim")).toBe(true);
  await second[Symbol.asyncDispose]();
  expect(readdirSync(folder)).toEqual([]);
});

test("of many runs that want one name at once one gets it", async () => {
  const runs = Array.from({ length: 8 }, () => openClaims(folder));
  const granted = await Promise.all(runs.map((run) => run.claim("web:1-slim")));
  expect(granted.filter(Boolean)).toHaveLength(1);
  for (const run of runs) await run[Symbol.asyncDispose]();
});

test("a claim of a process that is gone is taken over", async () => {
  const first = openClaims(folder);
  await first.claim("web:1-slim");
  const [name = ""] = readdirSync(folder);
  writeFileSync(join(folder, name), JSON.stringify({ pid: 4_194_303, host: (await import("node:os")).hostname(), started: "x/1" }));
  expect(await openClaims(folder).claim("web:1-slim")).toBe(true);
});

test("where there can be no claims, every name is granted: no run fails of it", async () => {
  const [file, link] = [join(folder, "file"), join(folder, "link")];
  writeFileSync(file, "");
  mkdirSync(join(folder, "real"));
  symlinkSync(join(folder, "real"), link);
  chmodSync(folder, 0o755);
  for (const place of [file, join(file, "below"), link]) expect(await openClaims(place).claim("web:1-slim")).toBe(true);
  expect(readdirSync(join(folder, "real"))).toEqual([]);
});
