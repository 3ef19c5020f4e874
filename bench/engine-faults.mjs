// Spoils an engine under `apply` in every stage: calls that fail, hang and break off, through a socket in between; and, with --private, an engine of its own that
// is stopped, killed, restarted and filled up. After each: one error with a hint and exit code 3, `clean` leaves nothing, and the next apply goes on to the end.
// Run after a build: node bench/engine-faults.mjs [--only TEXT] [--private]      (--private needs root and dockerd; nothing of the machine's engine is touched)
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openFaultProxy } from "./faults/fault-proxy.mjs";
import { inOwnNamespaces, privateEngine } from "./faults/private-engine.mjs";
import { image, left, run, stackCopy, wrongs } from "./faults/runs.mjs";

const words = process.argv.slice(2);
const only = words.includes("--only") ? words[words.indexOf("--only") + 1] : "";
const engineSocket = (process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock").replace(/^unix:\/\//, "");

const connected = / plan +started/;
const profiling = / profile +started/;
const probing = / profile +web +waiting/;
const slimming = / slim +web +working/;
const booting = / trials +boot 2/;
const checking = / trials +check: answers +working/;

const anything = /./;
const lists = /GET (?:\/v[\d.]+)?\/containers\/json/;
const creates = /POST (?:\/v[\d.]+)?\/containers\/create/;
const removals = /^DELETE /;
const saves = /GET (?:\/v[\d.]+)?\/images\/get/;
const loads = /POST (?:\/v[\d.]+)?\/images\/load/;
const events = /GET (?:\/v[\d.]+)?\/events/;
const volumes = /POST (?:\/v[\d.]+)?\/volumes\/create/;

/** `left`: calls spoiled, all unless given. `codes`: what the run may end with. */
const spoiled = [
  ["refuses everything", connected, { call: anything, kind: "error" }, { says: /spoiled/ }],
  ["is silent, while it plans", connected, { call: anything, kind: "hang" }, { says: /no (?:answer|end) within/ }],
  ["refuses containers, while it profiles", profiling, { call: creates, kind: "error" }, { says: /spoiled/ }],
  [
    "has no room for containers",
    profiling,
    { call: creates, kind: "error", message: "write /var/lib/docker/x: no space left on device" },
    { says: /no space left/ },
  ],
  ["refuses volumes", profiling, { call: volumes, kind: "error" }, { says: /spoiled/ }],
  ["refuses to list containers, while it probes", probing, { call: lists, kind: "error" }, { says: /spoiled/ }],
  ["breaks its lists off, while it probes", probing, { call: lists, kind: "half" }, {}],
  ["is silent, while it probes", probing, { call: anything, kind: "hang" }, { says: /no (?:answer|end) within/ }],
  ["drops every line, while it probes", probing, { call: anything, kind: "drop" }, {}],
  ["cuts its events, and goes on", profiling, { call: events, kind: "cut", ms: 1500, left: 2 }, { codes: [0] }],
  ["refuses to save", probing, { call: saves, kind: "error" }, { says: /spoiled/ }],
  ["breaks the archive off", probing, { call: saves, kind: "half" }, {}],
  ["never begins to save", probing, { call: saves, kind: "hang" }, { says: /no (?:answer|end) within/ }],
  ["refuses to load", slimming, { call: loads, kind: "error" }, { says: /spoiled/ }],
  ["drops the line while it loads", slimming, { call: loads, kind: "drop" }, {}],
  [
    "has no room for the slim image",
    slimming,
    { call: loads, kind: "error", message: "no space left on device" },
    { says: /no space left/ },
  ],
  ["refuses containers, in a trial", booting, { call: creates, kind: "error" }, { says: /spoiled/ }],
  ["refuses to list containers, in a trial", checking, { call: lists, kind: "error" }, { says: /spoiled/ }],
  ["is silent, in a trial", checking, { call: anything, kind: "hang" }, { says: /no (?:answer|end) within/ }],
  ["refuses a removal now and then", profiling, { call: removals, kind: "error", left: 2 }, { codes: [0, 3] }],
  ["refuses every removal", checking, { call: removals, kind: "error" }, { says: /spoiled|remove/ }],
  ["is slow", connected, { call: anything, kind: "delay", ms: 150 }, { codes: [0] }],
].map(([name, at, fault, expected]) => ({
  name,
  at,
  expected,
  meet: ({ proxy }) => void proxy.spoil(fault),
  mend: ({ proxy }) => void proxy.spoil(),
}));

const gone = [
  ["goes away while it probes", probing],
  ["goes away while it slims", slimming],
  ["goes away in a trial", checking],
].map(([name, at]) => ({ name, at, expected: {}, meet: ({ proxy }) => proxy.hangUp(), mend: ({ proxy }) => proxy.listen() }));

const owned = [
  ...[
    ["is stopped while it probes", probing],
    ["is stopped while it slims", slimming],
    ["is stopped in a trial", checking],
  ].map(([name, at]) => ({ name, at, expected: {}, meet: ({ engine }) => engine.stop(), mend: ({ engine }) => engine.start() })),
  ...[
    ["is killed while it probes", probing],
    ["is killed in a trial", checking],
  ].map(([name, at]) => ({ name, at, expected: {}, meet: ({ engine }) => engine.kill(), mend: ({ engine }) => engine.start() })),
  ...[
    ["is restarted while it probes", probing],
    ["is restarted in a trial", checking],
  ].map(([name, at]) => ({
    name,
    at,
    expected: {},
    meet: async ({ engine }) => (await engine.stop(), engine.start()),
    mend: () => undefined,
  })),
  {
    name: "has a full disk when it loads",
    at: slimming,
    expected: { says: /room|space|left/ },
    meet: ({ engine }) => engine.fill(3),
    mend: ({ engine }) => engine.empty(),
  },
  {
    name: "has a full disk when it boots",
    at: connected,
    expected: { says: /room|space|left/ },
    meet: ({ engine }) => engine.fill(0),
    mend: ({ engine }) => engine.empty(),
  },
];

const runIn = (text) => /stack-slim-([0-9a-f]{8})/.exec(text)?.[1];

let bad = 0;
async function tryAll(rows, place) {
  const stack = stackCopy();
  const cwd = stack.folder;
  for (const { name, at, expected, meet, mend } of rows.filter((row) => row.name.includes(only))) {
    const ended = await run(["apply", "--fresh", "--ready-timeout", "10"], { cwd, host: place.host, at, then: () => meet(place) });
    await mend(place);
    const images = stack.notedImages();
    const cleaned = await run(["clean"], { cwd, host: place.host, patience: 30 });
    const remains = left(place.engineHost).filter((line) => place.isOurs(line) || images.includes(line.replace(/^image /, "")));
    const wrong = [
      ...wrongs(ended, { ...expected, at }),
      ...(cleaned.code === 0 ? [] : [`clean ended with ${String(cleaned.code)}: ${cleaned.said}`]),
      ...(remains.length === 0 ? [] : [`left ${remains.join(", ")}`]),
    ];
    bad += wrong.length === 0 ? 0 : 1;
    const told = ended.said.split("\n").find((line) => line.startsWith("stack-slim: ")) ?? "";
    console.log(
      `${wrong.length === 0 ? "good" : "BAD "}  ${name.padEnd(44)} exit ${String(ended.code)} after ${ended.seconds.toFixed(1)} s  ${told}`,
    );
    for (const one of wrong) console.log(`      ${one}`);
    if (wrong.length > 0) console.log(ended.said.replaceAll(/^/gm, "        | "));
  }
  const last = await run(["apply"], { cwd, host: place.host, patience: 120 });
  const fine = last.code === 0 && stack.report().outcome.label === "PROVEN MAXIMUM";
  bad += fine ? 0 : 1;
  console.log(`${fine ? "good" : "BAD "}  the next apply goes on to the end${fine ? "" : `\n${last.said}`}`);
  stack.remove();
}

if (words.includes("--private") && !words.includes("--inside")) {
  execFileSync("docker", ["build", "--quiet", "--tag", image, fileURLToPath(new URL("../test/docker/fixtures/faults", import.meta.url))]);
  process.exitCode = await inOwnNamespaces(fileURLToPath(import.meta.url), [...words, "--inside"]);
} else {
  const folder = mkdtempSync(join(tmpdir(), "faults-engine-"));
  if (words.includes("--inside")) {
    const engine = privateEngine({ folder, megabytes: 1500 });
    const images = engine.images([image]);
    try {
      images.save();
      await engine.start();
      images.load();
      await tryAll(owned, { host: engine.host, engineHost: engine.host, engine, isOurs: () => true });
    } finally {
      await engine.remove();
    }
  } else {
    execFileSync("docker", ["build", "--quiet", "--tag", image, fileURLToPath(new URL("../test/docker/fixtures/faults", import.meta.url))]);
    const proxy = openFaultProxy({ socket: join(folder, "engine.sock"), engine: engineSocket });
    await proxy.listen();
    try {
      // Others may be at work on this engine: what is asked of it by name is this program's.
      const isOurs = (line) => proxy.seen.some((call) => runIn(call) !== undefined && runIn(call) === runIn(line));
      await tryAll([...spoiled, ...gone], { host: proxy.host, engineHost: `unix://${engineSocket}`, proxy, isOurs });
    } finally {
      await proxy.hangUp();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  process.exitCode = bad === 0 ? 0 : 1;
}
