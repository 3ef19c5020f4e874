// Boots and seconds of apply on the local Sock Shop with k slim images sabotaged, beside adding one slim service at a time, which is what one does by
// hand. Usage: npm run build && examples/sock-shop/local/build && node bench/search-real.mjs [k ...]     default: 1 2 3; takes minutes each
// Sabotage is a `drop` in stack-slim.yml of a file that the service can't do without. apply brings it back, or leaves the service original; adding one
// by one knows no repair and leaves it original. Both profile and slim in the same way, boot with the tool's own code, and run the same probes and
// checks; the verdict on a boot is the tool's own too. Seconds depend on the machine: compare those of one run with each other only.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { openCompose, openEngine } from "../dist/api/engine.js";
import { findSource } from "../dist/commands/source.js";
import { bootStack } from "../dist/pipeline/boot.js";
import { planStage } from "../dist/pipeline/plan-stage.js";
import { profileStage } from "../dist/pipeline/profile-stage.js";
import { judge, readyWithin } from "../dist/trial/index.js";
import { openWorkspace } from "../dist/workspace/index.js";

const root = join(import.meta.dirname, "..");
const project = "stack-slim-bench-search";
const goal = { boots: 5, seconds: 4 };

/** One of each kind: a picture that is answered with 404, a file that a server names as it ends, a library whose lack a runtime tells by a class. */
const sabotages = [
  { service: "front-end", drop: "/usr/src/app/public/img/logo.png" },
  { service: "edge-router", drop: "/etc/nginx/mime.types" },
  { service: "shipping", drop: "/usr/src/app/lib/amqp-client.jar" },
];

/** A copy of the example whose stack-slim.yml drops these files. */
const copyShop = (dropped) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bench-search-real-")));
  const keep = (path) => !path.includes(".stack-slim") && !/\.slim\.yml$/.test(path);
  cpSync(join(root, "examples/sock-shop"), folder, { recursive: true, verbatimSymlinks: true, filter: keep });
  const config = join(folder, "local/stack-slim.yml");
  const document = parseDocument(readFileSync(config, "utf8"));
  for (const { service, drop } of dropped) document.setIn(["services", service, "drop"], [drop]);
  rmSync(config);
  writeFileSync(config, document.toString());
  return { folder, file: join(folder, "local/compose.yml") };
};

const runApply = ({ folder, file }, ...options) => {
  const since = performance.now();
  const { status, stderr } = spawnSync(join(root, "bin/stack-slim"), ["apply", file, "--project-name", project, "--quiet", ...options], {
    encoding: "utf8",
  });
  if (status !== 0 && status !== 1) throw new Error(`apply ended with ${status}:\n${stderr}`);
  const report = JSON.parse(readFileSync(join(folder, "local/.stack-slim/report.json"), "utf8"));
  return { report, seconds: (performance.now() - since) / 1000 };
};

const removeSlim = ({ services }) => {
  for (const name of new Set(services.flatMap(({ slimImage }) => slimImage ?? []))) spawnSync("docker", ["rmi", name], { stdio: "ignore" });
};

/** What a boot needs, of the run whose profile and slim images are there: its profile comes from the workspace. */
const openRun = async ({ file }, workspace, signal) => {
  const { source, config } = await findSource([file], { projectName: project });
  const [engine, compose] = [await openEngine(), openCompose()];
  const context = {
    ...{ engine, compose, workspace, config, engineInfo: await engine.info(), signal },
    ...(await planStage({ source, config }, { engine, compose })),
    ...{ runId: randomBytes(4).toString("hex"), startedAt: performance.now(), emit: () => undefined, warn: () => undefined },
    options: { maxBoots: 1, weigh: "bytes", readyWithinMs: 120_000, fresh: false, denyDockerSocket: false },
  };
  const { profile } = await profileStage(context, () => {
    throw new Error("the profile was to come from the workspace");
  });
  return { context, profile };
};

/** Whether the stack passes with these services slim: one boot, judged as apply judges it. */
const passes = async ({ context, profile }, number, images) => {
  const combination = Object.fromEntries(context.stack.services.map(({ name }) => [name, name in images ? "slim" : "original"]));
  const why = "one more";
  const seen = await bootStack(context, {
    ...{ number, stage: "trials", phase: "trial", images, checks: context.config.checks },
    // A check that fails is run once more, as in apply.
    tries: { kind: "condemn", failures: () => 1 },
    readyWithinMs: readyWithin(profile.trial, context.options.readyWithinMs),
  });
  const { trial } = judge(seen, {
    ...{ boot: number, purpose: "search", combination, why, baselines: profile.baselines, brokenChecks: new Set(), dropped: () => [] },
    edges: [...context.plan.edges, ...profile.edges],
  });
  return trial.pass;
};

/** Each service on top of what passed, heaviest first: boots, and who is left out. */
const boot = async (shop, { services, outcome }) => {
  const workspace = await openWorkspace(join(shop.folder, "local"), { madeBy: "bench", warn: () => undefined });
  try {
    const { signal } = new AbortController();
    setMaxListeners(0, signal);
    const run = await openRun(shop, workspace, signal);
    const saved = ({ originalBytes, slimBytes }) => originalBytes - slimBytes;
    const order = services.filter(({ slimImage }) => slimImage !== undefined).toSorted((a, b) => saved(b) - saved(a));
    let [images, boots] = [{}, outcome.boots];
    for (const { name, slimImage } of order) {
      const more = { ...images, [name]: slimImage };
      boots += 1;
      if (await passes(run, boots, more)) images = more;
    }
    return { boots, original: order.map(({ name }) => name).filter((name) => !(name in images)) };
  } finally {
    await workspace[Symbol.asyncDispose]();
  }
};

/** Profile and slim images as apply makes them, then boot after boot. */
const addOneByOne = async (dropped) => {
  const shop = copyShop(dropped);
  let report;
  try {
    const since = performance.now();
    report = runApply(shop, "--max-boots", "1").report;
    const { boots, original } = await boot(shop, report);
    return { boots, original, seconds: (performance.now() - since) / 1000 };
  } finally {
    if (report !== undefined) removeSlim(report);
    rmSync(shop.folder, { recursive: true, force: true });
  }
};

const search = (dropped) => {
  const shop = copyShop(dropped);
  let report;
  try {
    const made = runApply(shop);
    report = made.report;
    const named = (is) => report.services.filter(is).map(({ name }) => name);
    return {
      boots: report.outcome.boots,
      seconds: made.seconds,
      label: report.outcome.label,
      original: named(({ variant }) => variant === "original"),
      repaired: named(({ repairs }) => repairs.length > 0),
    };
  } finally {
    if (report !== undefined) removeSlim(report);
    rmSync(shop.folder, { recursive: true, force: true });
  }
};

const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);
const names = (list) => (list.length === 0 ? "none" : list.join(", "));
const given = process.argv.slice(2).map(Number);
const counts = given.length > 0 ? given : sabotages.map((_, at) => at + 1);
if (counts.some((k) => !(Number.isInteger(k) && k >= 0 && k <= sabotages.length)))
  throw new Error(`k is 0 to ${sabotages.length}, not ${process.argv.slice(2).join(" ")}`);

let reached = true;
row("k", "way", "boots", "seconds", "left original", "repaired", "label");
row("---:", "---", "---:", "---:", "---", "---", "---");
for (const k of counts) {
  const dropped = sabotages.slice(0, k);
  const found = search(dropped);
  row(k, "apply", found.boots, found.seconds.toFixed(0), names(found.original), names(found.repaired), found.label);
  const added = await addOneByOne(dropped);
  row(k, "one by one", added.boots, added.seconds.toFixed(0), names(added.original), "", "");
  const [boots, seconds] = [added.boots / found.boots, added.seconds / found.seconds];
  row(k, "**ratio**", boots.toFixed(1), seconds.toFixed(1), "", "", "");
  reached &&= boots >= goal.boots && seconds >= goal.seconds;
  // A sabotage that breaks nothing would make the comparison easier than it says.
  const toothless = dropped.map(({ service }) => service).filter((service) => !added.original.includes(service));
  if (toothless.length > 0) throw new Error(`without the dropped file the stack passes all the same: ${toothless.join(", ")}`);
}
console.log(
  `\ngoal: one by one takes at least ${goal.boots} times the boots and ${goal.seconds} times the seconds: ${reached ? "reached" : "missed"}`,
);
process.exitCode = reached ? 0 : 1;
