import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeStale } from "../../../src/pipeline/written-files.js";

test("what a killed run left beside an output goes, and nothing that only looks like it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stack-slim-stale-"));
  const stay = [
    "compose.slim.yml",
    ".compose.slim.yml",
    ".0fa0e6b1.compose.slim.yml.bak",
    ".0fa0e6b.compose.slim.yml",
    ".0fa0e6b1.other.yml",
  ];
  for (const name of [...stay, ".0fa0e6b1.compose.slim.yml", ".ffffffff.compose.slim.yml"]) writeFileSync(join(folder, name), "x");
  await removeStale(join(folder, "compose.slim.yml"));
  expect(readdirSync(folder).sort()).toEqual([...stay].sort());
  await removeStale(join(folder, "nowhere", "compose.slim.yml"));
  rmSync(folder, { recursive: true });
});
