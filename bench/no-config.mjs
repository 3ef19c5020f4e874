// What apply comes to when it is told nothing: the local Sock Shop without a stack-slim.yml, then the checks of its stack-slim.yml, none of
// which apply knew of, on the slim stack that it wrote.
// Usage: npm run build && examples/sock-shop/local/build && node bench/no-config.mjs [--keep FOLDER]
import { execFileSync } from "node:child_process";
import { createConnection } from "node:net";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
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

// Neither the file's folder nor one above it has a stack-slim.yml; the images are there, so nothing is built.
const text = readFileSync(join(shop, "local/compose.yml"), "utf8");
writeFileSync(file, text.replace(/^name: .*$/m, `name: ${project}`).replaceAll(/^ {4}build: .*\n/gm, ""));
copyFileSync(join(shop, "stack-slim.yml"), join(folder, "checks.yml"));

execFileSync(join(root, "bin/stack-slim"), ["apply", file, "--quiet"], { stdio: ["ignore", "ignore", "inherit"] });
const report = JSON.parse(readFileSync(join(folder, ".stack-slim/report.json"), "utf8"));
const { services, outcome } = report;
row("service", "probe", "exercised while profiled by", "slim files", "variant");
row("---", "---", "---", "---:", "---");
for (const { name, probe, exercisedBy, slimFiles, variant } of services) row(name, probe, exercisedBy.join("; "), slimFiles, variant);

/** Where a container is reached from this machine, which the engine runs on: no port is published, so nobody else's is taken. */
const containersOf = (service) => {
  const ids = execFileSync("docker", ["ps", "-aq", "--filter", `label=com.docker.compose.project=${running}`], { encoding: "utf8" }).split(
    "\n",
  );
  const inspected = JSON.parse(execFileSync("docker", ["inspect", ...ids.filter(Boolean)], { encoding: "utf8" }));
  return inspected
    .map(({ Id, Config, NetworkSettings }) => ({
      id: Id,
      service: Config.Labels["com.docker.compose.service"],
      host: Object.values(NetworkSettings.Networks)[0].IPAddress,
    }))
    .filter((container) => service === undefined || container.service === service);
};
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

const slimFile = report.emitted.find((path) => path.endsWith("compose.slim.yml"));
const compose = (...args) =>
  execFileSync("docker", ["compose", "-p", running, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
try {
  const model = JSON.parse(compose("-f", slimFile, "config", "--format", "json"));
  for (const service of Object.values(model.services)) delete service.ports;
  const bootFile = join(folder, "boot.json");
  writeFileSync(bootFile, JSON.stringify({ ...model, name: running }).replaceAll("$", "$$$$"));
  compose("-f", bootFile, "up", "-d");
  const containers = containersOf();
  const waitFor = report.edges.flatMap(({ to, port }) =>
    containers.filter(({ service }) => port !== undefined && service === to).map(({ host }) => ({ host, port })),
  );
  const until = Date.now() + 120_000;
  for (const { host, port } of waitFor)
    while (Date.now() < until && !(await accepts(host, port))) await new Promise((done) => setTimeout(done, 200));

  const { config } = await findSource([file], { config: join(folder, "checks.yml") });
  const address = (service, port) => containers.filter((one) => one.service === service).map(({ host }) => ({ host, port }))[0];
  const verdicts = await runChecks(config.checks, {
    endpoints: { address, all: () => [] },
    signal: AbortSignal.timeout(600_000),
    cwd: dirname(file),
    project: running,
    composeFile: bootFile,
    phase: "trial",
    logs: async (service) =>
      containersOf(service)
        .map(({ id }) => execFileSync("docker", ["logs", id], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }))
        .join("\n"),
  });
  const count = (use) =>
    `${verdicts.filter((verdict) => verdict.use === use && verdict.pass).length} of ${verdicts.filter((verdict) => verdict.use === use).length}`;
  console.log(
    `\noutcome: ${outcome.label}, ${outcome.boots} boots, ${Object.values(outcome.seconds)
      .reduce((a, b) => a + b, 0)
      .toFixed(0)} s`,
  );
  console.log(
    `slim: ${services.filter(({ variant }) => variant === "slim").length} of ${services.length}, ${(outcome.finalBytes / 1e6).toFixed(0)} of ${(outcome.originalBytes / 1e6).toFixed(0)} MB`,
  );
  console.log(`checks that apply never saw: held-out ${count("held-out")}, training ${count("training")}`);
  for (const { name, pass, error } of verdicts) if (!pass) console.log(`  ${name}: ${error}`);
} finally {
  compose("down", "--volumes", "--timeout", "2");
  if (kept === undefined) {
    for (const name of new Set(services.flatMap(({ slimImage }) => slimImage ?? [])))
      execFileSync("docker", ["rmi", name], { stdio: "ignore" });
    rmSync(folder, { recursive: true, force: true });
  }
}
