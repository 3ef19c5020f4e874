import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { randomFrom } from "../../../bench/fuzz/random.mjs";
import { once, targets } from "../../../bench/fuzz/targets.mjs";
import { loadConfig } from "../../../src/config/index.js";
import { StackSlimError } from "../../../src/model/errors.js";
import { decodeRecordPath } from "../../../src/model/path-bytes.js";
import { printable, printableLine } from "../../../src/model/printable.js";
import { parseJsonPath } from "../../../src/probe/json-path.js";
import { fill } from "../../../src/probe/template.js";
import { parseBareRegex, parseTextPattern } from "../../../src/probe/text-pattern.js";
import { observedEdges, observedPorts } from "../../../src/profile/observed.js";
import { parseRecord, parseStatus } from "../../../src/profile/record.js";
import { indexImage } from "../../../src/slim/index-image.js";
import { spoolArchive } from "../../../src/slim/spool-layers.js";
import { emitSlimFiles } from "../../../src/stack/emit.js";
import { replayJournal } from "../../../src/workspace/journal.js";

const expressions = {
  jsonPath: parseJsonPath,
  pattern: parseTextPattern,
  regex: parseBareRegex,
  fill: (text: string, known: readonly string[]) => fill(text, new Map(known.map((name) => [name, "x"]))),
};
const all = targets({
  ...{ StackSlimError, emitSlimFiles, loadConfig, expressions, indexImage, spoolArchive, parseRecord, parseStatus, decodeRecordPath },
  ...{ observedEdges, observedPorts, replayJournal, printable, printableLine },
});
const folder = mkdtempSync(join(tmpdir(), "stack-slim-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The same seeds every time; `node bench/fuzz.mjs` tries new ones for as long as it is let.
describe.each(Object.entries(all))("%s", (name, target) => {
  const seeds = Array.from({ length: 80 }, (_, index) => 1000 + index);

  test("no input gives anything but a result or one clear error", async () => {
    const sound: boolean[] = [];
    for (const seed of seeds) {
      try {
        sound.push(await once(target, randomFrom(seed), join(folder, name)));
      } catch (error) {
        throw new Error(`seed ${String(seed)}: node bench/fuzz.mjs --only ${name} --seed ${String(seed)}`, { cause: error });
      }
    }
    // A text is always taken as one.
    expect(new Set(sound)).toEqual(new Set(name === "emit" ? [true] : [true, false]));
  }, 30_000);
});
