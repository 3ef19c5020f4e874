// Ordinary images, each profiled with a short smoke test, slimmed under every policy, then asked for features the smoke test never touched.
// Usage: npm run build && node bench/generalise/run.mjs [--policies strict,balanced,safe] [--ask VARIANTS] [--no-ask] [--jobs N] [--work FOLDER] [NAME…]
//   --ask        slims nothing: asks the images that are there. VARIANTS: local (the originals) or policies, as in local,balanced
//   --original   the same as --ask local: to try an image's folder
//   --no-ask     slims, and asks nothing
//   --work       where compose files, reports and results.json go; default: a new temporary folder, removed at the end
// The images are built first (bench/generalise/build.sh). Sizes are bytes of regular files, as in the report; mint's figures are peers' (docs/results.md).
import { spawn, execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse, stringify } from "yaml";

const here = import.meta.dirname;
const cli = process.env.STACK_SLIM ?? join(here, "../../bin/stack-slim");
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    original: { type: "boolean", default: false },
    policies: { type: "string", default: "strict,balanced,safe" },
    work: { type: "string" },
    jobs: { type: "string", default: "2" },
    "no-ask": { type: "boolean", default: false },
    ask: { type: "string" },
  },
});
const asked = flags.original ? ["local"] : flags.ask?.split(",");
const policies = asked === undefined ? flags.policies.split(",") : [];
const variants = asked ?? (flags["no-ask"] ? [] : ["local", ...policies]);
const work = flags.work ?? mkdtempSync(join(tmpdir(), "bench-generalise-"));
mkdirSync(join(work, "smoke"), { recursive: true });

const all = readdirSync(join(here, "images")).filter((name) => existsSync(join(here, "images", name, "image.yml")));
const names = positionals.length > 0 ? positionals : all;
const images = names.map((name) => ({
  name,
  folder: join(here, "images", name),
  ...parse(readFileSync(join(here, "images", name, "image.yml"), "utf8")),
}));
/** mint 1.41.8 on the same kind of image: megabytes before and after, and whether the slim image still does everything. */
const mint = parse(readFileSync(join(here, "mint.yml"), "utf8"));

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Policy → image → the name its slim image got, which another one may have had already. */
const slimImages = new Map();

/** The stack of all images under test. `variant`: local, or a policy. `ports`: fixed ones, so that a restart keeps them. */
const composeFile = (variant, ports) => {
  const refOf = (name) => slimImages.get(variant)?.get(name) ?? `generalise/${name}:${variant}`;
  const volumes = {};
  const services = {};
  for (const { name, service = {}, port } of images) {
    const own = (service.volumes ?? []).map((text) => {
      if (!/^[\w-]+:/.test(text)) return text;
      const [volume] = text.split(":", 1);
      volumes[`${name}-${volume}`] = {};
      return `${name}-${text}`;
    });
    services[name] = {
      ...service,
      image: refOf(name),
      ...(own.length > 0 ? { volumes: own } : {}),
      ...(port === undefined ? {} : { ports: [ports === undefined ? `127.0.0.1::${port}` : `127.0.0.1:${ports[name]}:${port}`] }),
    };
  }
  services.peer = { image: "generalise/peer:local", init: true };
  return stringify({ name: "generalise", services, volumes }, { lineWidth: 0 });
};

/** stack-slim.yml of one policy. A slim image is named after its policy, so that the images of all policies live side by side. */
const configFile = (policy) => {
  const services = { peer: { slim: false, why: "the bench's own toolbox" } };
  for (const { name, smoke = [], port } of images) {
    if (smoke.length === 0) continue;
    const variable = `STACK_SLIM_ADDR_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}_${port}`;
    writeFileSync(
      join(work, "smoke", `${name}.sh`),
      `set -eo pipefail\nHOST_PORT=$${variable}\nBASE_URL=http://$HOST_PORT\nURL=$BASE_URL\n${smoke.join("\n")}\n`,
    );
    services[name] = { probe: [{ command: `bash smoke/${name}.sh` }] };
  }
  return stringify({ version: 1, policy, image: `{name}:${policy}`, services }, { lineWidth: 0 });
};

/** In a process group of its own, so that on a time-out nothing of it is left to hold the pipes open. */
const run = (command, args, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options, detached: true });
    let output = "";
    const keep = (chunk) => (output = (output + chunk).slice(-4000));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), options.timeoutMs ?? 600_000);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ ok: code === 0, output });
    });
  });

/** Slims the whole stack under one policy. By name: bytes, files, repairs of its service. */
const slim = (policy) => {
  writeFileSync(join(work, "compose.yml"), composeFile("local"));
  writeFileSync(join(work, "stack-slim.yml"), configFile(policy));
  execFileSync(cli, ["apply", join(work, "compose.yml"), "--project-name", "generalise", "--output", join(work, `compose.${policy}.yml`)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const report = JSON.parse(readFileSync(join(work, ".stack-slim/report.json"), "utf8"));
  writeFileSync(join(work, `report.${policy}.json`), JSON.stringify(report));
  for (const { name } of images) {
    const keep = join(work, ".stack-slim/services", name, "keep.json");
    if (existsSync(keep)) {
      mkdirSync(join(work, "keep", policy), { recursive: true });
      copyFileSync(keep, join(work, "keep", policy, `${name}.json`));
    }
  }
  slimImages.set(
    policy,
    new Map(report.services.map(({ name, image, slimImage, variant }) => [name, variant === "slim" ? slimImage : image])),
  );
  return new Map(report.services.map((service) => [service.name, service]));
};

/** Boots the stack in one variant and asks every feature. By image: feature name → { ok, output }. */
const ask = async (variant) => {
  const project = `generalise-${process.pid}-${variant}`;
  const file = join(work, `run.${variant}.yml`);
  const ports = Object.fromEntries(await Promise.all(images.map(async ({ name }) => [name, await freePort()])));
  writeFileSync(file, composeFile(variant, ports));
  const compose = (...args) => run("docker", ["compose", "-p", project, "-f", file, ...args]);
  const results = new Map();
  try {
    const up = await compose("up", "-d");
    if (!up.ok) console.error(up.output);
    const waiting = [...images];
    const worker = async () => {
      for (let image = waiting.shift(); image !== undefined; image = waiting.shift()) results.set(image.name, await askOne(image));
    };
    await Promise.all(Array.from({ length: Number(flags.jobs) }, worker));
  } finally {
    await compose("down", "-v", "--remove-orphans", "-t", "2");
  }
  return results;

  async function askOne({ name, folder, ready = "true", features }) {
    const env = {
      ...process.env,
      NAME: name,
      HOST: name,
      IMAGE: slimImages.get(variant)?.get(name) ?? `generalise/${name}:${variant}`,
      CONTAINER: `${project}-${name}-1`,
      NET: `${project}_default`,
      PORT: String(ports[name]),
      URL: `http://127.0.0.1:${ports[name]}`,
      PEER: `${project}-peer-1`,
      READY: ready,
    };
    const bash = (text) => run("bash", ["-c", `. "${join(here, "prelude.sh")}"\n${text}`], { cwd: folder, env, timeoutMs: 60_000 });
    const found = {};
    const started = await bash("ready");
    for (const { name: feature, run: text } of [...features].sort((a, b) => Number(a.last ?? false) - Number(b.last ?? false)))
      found[feature] = started.ok
        ? await bash(text)
        : { ok: false, output: `never ready\n${(await bash(`docker logs --tail 20 "$CONTAINER"; ${ready}`)).output}` };
    return found;
  }
};

const mb = (bytes) => (bytes / 1e6).toFixed(1);
const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);

/** What an original can't do is asked of nobody. */
const countable = (answers, name, feature) => answers.get("local")?.get(name)[feature].ok ?? true;
const works = (answers, variant, name) =>
  Object.entries(answers.get(variant)?.get(name) ?? {}).filter(([feature, { ok }]) => ok && countable(answers, name, feature)).length;

const printTable = (sizes, answers) => {
  row("image", "original MB", "files", ...policies.flatMap((policy) => [`${policy} MB`, "files", "unseen"]), "mint MB", "mint: all works?");
  row("---", "---:", "---:", ...policies.flatMap(() => ["---:", "---:", "---:"]), "---:", "---");
  const sums = Object.fromEntries(["original", ...policies].map((key) => [key, { bytes: 0, works: 0 }]));
  let all = 0;
  for (const { name } of images) {
    const count = works(answers, "local", name);
    all += count;
    const { originalBytes, originalFiles } = sizes.get(policies[0]).get(name);
    sums.original.bytes += originalBytes;
    const cells = policies.flatMap((policy) => {
      const { slimBytes = originalBytes, slimFiles = originalFiles, variant, repairs } = sizes.get(policy).get(name);
      sums[policy].bytes += slimBytes;
      sums[policy].works += works(answers, policy, name);
      const note = variant === "original" ? " (original)" : repairs.length > 0 ? " (repaired)" : "";
      return [`${mb(slimBytes)}${note}`, slimFiles, `${works(answers, policy, name)}/${count}`];
    });
    row(name, mb(originalBytes), originalFiles, ...cells, mint[name]?.slim ?? "", mint[name]?.works ?? "");
  }
  const totals = policies.flatMap((policy) => [`${mb(sums[policy].bytes)}`, "", `${sums[policy].works}/${all}`]);
  row("**all**", mb(sums.original.bytes), "", ...totals, "", "");
  if (sums.strict !== undefined && sums.balanced !== undefined)
    console.log(`\nbalanced is ${(sums.balanced.bytes / sums.strict.bytes).toFixed(2)} times strict`);
};

/** Prints what failed but for strict, where much does; keeps all of it in results.json. */
const printFailures = (answers) => {
  const results = {};
  for (const [variant, byImage] of answers) {
    for (const [name, features] of byImage) {
      for (const [feature, { ok, output }] of Object.entries(features)) {
        ((results[name] ??= {})[feature] ??= {})[variant] = ok ? "works" : output;
        if (ok || variant === "strict" || !(variant === "local" || countable(answers, name, feature))) continue;
        console.log(`\n${variant === "local" ? "original" : variant}: ${name}: ${feature}`);
        console.log(output.trim().slice(-800).replace(/^/gm, "    "));
      }
      const count = Object.values(features).filter(({ ok }) => ok).length;
      if (asked !== undefined) console.log(`${variant}: ${name}: ${count} of ${Object.keys(features).length} features work`);
    }
  }
  writeFileSync(join(work, "results.json"), JSON.stringify(results, null, 1));
};

try {
  execFileSync(join(here, "build.sh"), names, { stdio: ["ignore", "ignore", "inherit"] });
  const sizes = new Map(policies.map((policy) => [policy, slim(policy)]));
  const answers = new Map();
  for (const variant of variants) answers.set(variant, await ask(variant));
  if (policies.length > 0) printTable(sizes, answers);
  printFailures(answers);
} finally {
  if (flags.work === undefined) rmSync(work, { recursive: true, force: true });
}
