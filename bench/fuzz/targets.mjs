import { mkdir, readdir, rm } from "node:fs/promises";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { archiveBytes, composeText, configText, journalText, recordBytes, statusText, tarBytes } from "./inputs.mjs";
import { oddText } from "./random.mjs";

const quiet = new AbortController().signal;

/** Anything but a success or one clear error of ours is a finding. */
const check = (error, { StackSlimError }, codes, exitCodes) => {
  if (!(error instanceof StackSlimError)) throw error;
  const problems = [
    ...(codes.test(error.code) ? [] : [`code ${error.code}`]),
    ...(exitCodes.includes(error.exitCode) ? [] : [`exit code ${String(error.exitCode)}`]),
    ...(error.message.trim() === "" ? ["no message"] : []),
    ...(error.hint === undefined ? ["no hint"] : []),
    ...(/\n\s+at |node:internal|\[object Object\]/.test(error.message) ? ["a message for developers"] : []),
    ...(error.message.length > 20_000 ? [`a message of ${String(error.message.length)} characters`] : []),
  ];
  if (problems.length > 0) throw new Error(`an unclear error: ${problems.join(", ")}: ${error.message.slice(0, 500)}`);
  return error;
};

const attempt = async (modules, codes, exitCodes, run) => {
  try {
    return { value: await run() };
  } catch (error) {
    return { error: check(error, modules, codes, exitCodes) };
  }
};

const assert = (holds, what) => {
  if (!holds) throw new Error(what);
};

const model = { name: "shop", services: { web: { image: "nginx:1" }, api: { image: "me/api" } } };

/**
 * What is fuzzed: by name a function of numbers that follow from a seed, and of an empty folder of its own. It throws when it finds something, and tells whether the
 * input was sound. `modules` are the functions under test, from src or dist: the fuzzer knows no other way to them.
 */
export const targets = (modules) => ({
  /** The user's text with other images is still the user's text, or none can be made of it. */
  emit: async (random) => {
    const text = composeText(random);
    const result = await attempt(modules, /^emit\./, [1, 2], () =>
      modules.emitSlimFiles({ files: [{ path: "/p/compose.yml", text }], images: { web: "nginx:1-slim" }, model }),
    );
    for (const file of result.value?.files ?? []) assert(file.path.startsWith("/p/"), `writes ${file.path}`);
    return result.error === undefined;
  },
  config: async (random) => {
    const text = configText(random);
    const { error } = await attempt(modules, /^config\./, [2], () =>
      modules.loadConfig("/p/stack-slim.yml", { readFile: () => Promise.resolve(text), expressions: modules.expressions }),
    );
    for (const line of error?.message.split("\n").slice(0, 1) ?? [])
      assert(/^\/p\/stack-slim\.yml:\d+:\d+: /.test(line), `no place in: ${line}`);
    return error === undefined;
  },
  layer: async (random, folder) => {
    const file = join(folder, "layer.tar");
    writeFileSync(file, tarBytes(random));
    const { value } = await attempt(modules, /^image\./, [3], () => modules.indexImage([file]));
    if (value === undefined) return false;
    for (const entry of value.entries()) {
      assert(entry.path.startsWith("/") && !entry.path.split("/").includes(".."), `the path ${JSON.stringify(entry.path)}`);
      assert(Number.isSafeInteger(entry.size) && entry.size >= 0, `the size ${String(entry.size)}`);
      value.resolve(entry.path);
      if (entry.type === "file") value.read(entry.path, { length: 64 });
    }
    assert(Number.isSafeInteger(value.figures.bytes), `the sum ${String(value.figures.bytes)}`);
    return true;
  },
  archive: async (random, folder) => {
    const inside = join(folder, "a", "b", "spool");
    await mkdir(inside, { recursive: true });
    const { value } = await attempt(modules, /^image\./, [3], () =>
      modules.spoolArchive(Readable.from([archiveBytes(random)]), inside, quiet),
    );
    for (const image of value?.values() ?? [])
      for (const layer of image.layers) assert(layer.startsWith(`${inside}/`), `a layer at ${layer}`);
    const found = [...(await readdir(folder)), ...(await readdir(join(folder, "a"))), ...(await readdir(join(folder, "a", "b")))];
    assert(found.join(" ") === "a b spool", `files outside of the spool: ${found.join(" ")}`);
    return value !== undefined;
  },
  record: async (random) => {
    const record = recordBytes(random);
    const { trace, malformed } = modules.parseRecord("web", record, { decode: modules.decodeRecordPath });
    const lines = record
      .toString("latin1")
      .split("\n")
      .filter((line) => line !== "").length;
    assert(
      trace.facts.length + malformed === lines,
      `${String(lines)} lines are ${String(trace.facts.length)} facts and ${String(malformed)} malformed`,
    );
    modules.observedPorts(trace);
    modules.observedEdges([trace], new Map([["10.0.0.1", "db"]]));
    modules.parseStatus(statusText(random));
    return malformed === 0;
  },
  journal: async (random) => {
    const left = modules.replayJournal(journalText(random));
    for (const { kind, name } of left.values()) assert(/^stack-slim[-/]/.test(name), `would remove the ${kind} ${name}`);
    return left.size > 0;
  },
  text: async (random) => {
    const text = random.times(8, () => oddText(random)).join("");

    const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
    assert(!unsafe.test(modules.printable(text)), `unsafe: ${JSON.stringify(modules.printable(text))}`);
    assert(!/[\n\u0000-\u001f]/.test(modules.printableLine(text)), `no line: ${JSON.stringify(modules.printableLine(text))}`);
    return modules.printable(text) === text;
  },
});

/** Runs one target once with a seed, in a folder that is there only meanwhile. */
export const once = async (target, random, folder) => {
  await mkdir(folder, { recursive: true });
  try {
    return await target(random, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
