// Structure-aware fuzzing of everything that reads what others wrote: compose files, stack-slim.yml, layers, archives of the engine, the observer's
// record, journals, texts. Run after a build:
//   node bench/fuzz.mjs [--seconds 60] [--only NAME] [--compose]      new seeds, counted from the clock; --compose asks the compose CLI too
//   node bench/fuzz.mjs --seed N --only NAME                          one input again
// Seeds that found something once are in bench/fuzz/seeds.json and run first. Exit code 1: found something; the seed is printed.
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadConfig } from "../dist/config/index.js";
import { createCompose } from "../dist/docker/compose-cli.js";
import { StackSlimError } from "../dist/model/errors.js";
import { decodeRecordPath } from "../dist/model/path-bytes.js";
import { printable, printableLine } from "../dist/model/printable.js";
import { parseJsonPath } from "../dist/probe/json-path.js";
import { fill } from "../dist/probe/template.js";
import { parseBareRegex, parseTextPattern } from "../dist/probe/text-pattern.js";
import { observedEdges, observedPorts } from "../dist/profile/observed.js";
import { parseRecord, parseStatus } from "../dist/profile/record.js";
import { indexImage } from "../dist/slim/index-image.js";
import { spoolArchive } from "../dist/slim/spool-layers.js";
import { dependencyEdges } from "../dist/stack/graph.js";
import { emitSlimFiles } from "../dist/stack/emit.js";
import { isolate } from "../dist/stack/isolate.js";
import { loadStack } from "../dist/stack/load.js";
import { replayJournal } from "../dist/workspace/journal.js";
import { composeText } from "./fuzz/inputs.mjs";
import { randomFrom } from "./fuzz/random.mjs";
import { once, targets } from "./fuzz/targets.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string" },
    only: { type: "string" },
    compose: { type: "boolean", default: false },
  },
});
const expressions = {
  jsonPath: parseJsonPath,
  pattern: parseTextPattern,
  regex: parseBareRegex,
  fill: (text, known) => fill(text, new Map(known.map((name) => [name, "x"]))),
};
const modules = {
  ...{ StackSlimError, emitSlimFiles, loadConfig, expressions, indexImage, spoolArchive, parseRecord, parseStatus, decodeRecordPath },
  ...{ observedEdges, observedPorts, replayJournal, printable, printableLine },
};

/** The whole way of a compose file: compose reads it or refuses it in words we pass on; what it reads can be isolated, or is refused in ours. */
const compose = async (random, folder) => {
  const file = join(folder, "compose.yml");
  await writeFile(file, composeText(random));
  try {
    const stack = await loadStack(createCompose(), { files: [file], projectDirectory: folder, profiles: [], envFiles: [] });
    dependencyEdges(stack, { readConfigFile: () => undefined });
    isolate(stack, { project: "trial", run: "r", images: {}, probePorts: {}, scratchDir: join(folder, "scratch") });
  } catch (error) {
    if (!(error instanceof StackSlimError) || error.exitCode !== 2 || error.hint === undefined) throw error;
  }
};

const all = { ...targets(modules), ...(values.compose || values.only === "compose" ? { compose } : {}) };
const chosen = Object.entries(all).filter(([name]) => values.only === undefined || name === values.only);
if (chosen.length === 0) {
  console.error(`There is no target ${values.only}; there are ${Object.keys(all).join(", ")}, compose.`);
  process.exit(2);
}
const saved = JSON.parse(readFileSync(new URL("fuzz/seeds.json", import.meta.url), "utf8"));
const folder = await mkdtemp(join(tmpdir(), "stack-slim-fuzz-"));
const counts = Object.fromEntries(chosen.map(([name]) => [name, 0]));
let found = 0;

const run = async (name, target, seed) => {
  counts[name]++;
  try {
    await once(target, randomFrom(seed), join(folder, "run"));
  } catch (error) {
    found++;
    console.error(`FOUND by ${name} with seed ${seed}: ${printable(String(error?.stack ?? error)).slice(0, 2000)}`);
    console.error(`  again: node bench/fuzz.mjs --only ${name} --seed ${seed}`);
  }
};

try {
  if (values.seed !== undefined) for (const [name, target] of chosen) await run(name, target, Number(values.seed));
  else {
    for (const [name, target] of chosen) for (const seed of saved[name] ?? []) await run(name, target, seed);
    const end = Date.now() + Number(values.seconds) * 1000;
    for (let seed = Date.now() % 2 ** 31; Date.now() < end && found < 10; seed++)
      for (const [name, target] of chosen) await run(name, target, seed);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(
  `${Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ")}: ${found === 0 ? "nothing found" : `${found} found`}`,
);
process.exitCode = found === 0 ? 0 : 1;
