// What apply comes to when it is told nothing: the local Sock Shop without a stack-slim.yml, then the checks of its stack-slim.yml, none of
// which apply knew of, on the slim stack that it wrote.
// Usage: npm run build && examples/sock-shop/local/build && node bench/no-config.mjs [--keep FOLDER]
import { execFileSync } from "node:child_process";
import { createConnection } from "node:net";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findSource } from "../dist/commands/source.js";
import { runChecks } from "../dist/probe/index.js";

const root = join(import.meta.dirname, "..");
const shop = join(root, "examples/sock-shop");
const kept = process.argv[2] === "--keep" ? process.argv[3] : undefined;
const folder = kept ?? mkdtempSync(join(tmpdir(), "bench-no-config-"));
const file = join(folder, "compose.yml");
const project = "nocfg";
const running = `${project}-slim`;
const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);
const docker = (...args) => execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const lines = (text) => text.split("\n").filter(Boolean);
const compose = (...args) => docker("compose", "-p", running, ...args);

// Neither the file's folder nor one above it has a stack-slim.yml; the images are there, so nothing is built.
const text = readFileSync(join(shop, "local/compose.yml"), "utf8");
writeFileSync(file, text.replace(/^name: .*$/m, `name: ${project}`).replaceAll(/^ {4}build: .*\n/gm, ""));
copyFileSync(join(shop, "stack-slim.yml"), join(folder, "checks.yml"));

/** Where a container is reached from this machine, which the engine runs on: no port is published, so nobody else's is taken. */
const containersOf = () =>
  JSON.parse(docker("inspect", ...lines(docker("ps", "-aq", "--filter", `label=com.docker.compose.project=${running}`)))).map(
    ({ Id, Config, NetworkSettings }) => ({
      id: Id,
      service: Config.Labels["com.docker.compose.service"],
      host: Object.values(NetworkSettings.Networks)[0].IPAddress,
    }),
  );
const accepts = (host, port) =>
  new Promise((resolve) => {
    const socket = createConnection({ host, port });
    const end = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket
      .setTimeout(500, () => end(false))
      .once("connect", () => end(true))
      .once("error", () => end(false));
  });

/** Starts the slim stack beside whatever runs, waits until it accepts what its services were seen to connect to, and runs the checks. */
async function runOnSlim({ emitted, edges }) {
  const model = JSON.parse(
    compose(
      "-f",
      emitted.find((path) => path.endsWith("compose.slim.yml")),
      "config",
      "--format",
      "json",
    ),
  );
  for (const service of Object.values(model.services)) delete service.ports;
  const bootFile = join(folder, "boot.json");
  writeFileSync(bootFile, JSON.stringify({ ...model, name: running }));
  compose("-f", bootFile, "up", "-d");
  const containers = containersOf();
  const until = Date.now() + 120_000;
  for (const { to, port } of edges.filter((edge) => edge.port !== undefined))
    for (const { host } of containers.filter(({ service }) => service === to))
      while (Date.now() < until && !(await accepts(host, port))) await new Promise((done) => setTimeout(done, 200));
  const { config } = await findSource([file], { config: join(folder, "checks.yml") });
  return runChecks(config.checks, {
    endpoints: {
      address: (service, port) => containers.filter((one) => one.service === service).map(({ host }) => ({ host, port }))[0],
      all: () => [],
    },
    signal: AbortSignal.timeout(600_000),
    cwd: folder,
    project: running,
    composeFile: bootFile,
    phase: "trial",
    logs: async (service, sinceMs) =>
      containers
        .filter((one) => one.service === service)
        .map(({ id }) => docker("logs", "--since", String(sinceMs / 1000), id))
        .join("\n"),
  });
}

try {
  execFileSync(join(root, "bin/stack-slim"), ["apply", file, "--quiet"], { stdio: ["ignore", "ignore", "inherit"] });
  const report = JSON.parse(readFileSync(join(folder, ".stack-slim/report.json"), "utf8"));
  const { services, outcome } = report;
  row("service", "exercised while profiled by", "original MB", "slim MB", "variant");
  row("---", "---", "---:", "---:", "---");
  const mb = (bytes) => (bytes / 1e6).toFixed(1);
  for (const { name, exercisedBy, originalBytes, slimBytes, variant } of services)
    row(name, exercisedBy.join("; "), mb(originalBytes), mb(slimBytes), variant);
  const verdicts = await runOnSlim(report);
  const passed = (use) => {
    const own = verdicts.filter((verdict) => verdict.use === use);
    return `${own.filter(({ pass }) => pass).length} of ${own.length}`;
  };
  const seconds = Object.values(outcome.seconds).reduce((a, b) => a + b, 0);
  console.log(`\noutcome: ${outcome.label}, ${outcome.boots} boots, ${seconds.toFixed(0)} s`);
  const slim = services.filter(({ variant }) => variant === "slim").length;
  console.log(`slim: ${slim} of ${services.length}, ${mb(outcome.finalBytes)} of ${mb(outcome.originalBytes)} MB`);
  console.log(`checks that apply never saw: held-out ${passed("held-out")}, training ${passed("training")}`);
  for (const { name, pass, error } of verdicts) if (!pass) console.log(`  ${name}: ${error}`);
} finally {
  compose("down", "--volumes", "--timeout", "2");
  if (kept === undefined) {
    const made = lines(docker("images", "--filter", `label=stack-slim.project=${project}`, "--format", "{{.Repository}}:{{.Tag}}"));
    if (made.length > 0) docker("rmi", ...made);
    rmSync(folder, { recursive: true, force: true });
  }
}
