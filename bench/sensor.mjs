// What the sensor costs: microseconds a call, seconds to ready and CPU seconds of each kind of container, and the boot of the whole Sock Shop.
// Usage: npm run build && node bench/sensor.mjs [--rounds N] [--skip calls|kinds|shop]… [KIND…]
//   kinds are the services of test/docker/fixtures/kinds; each is started alone, plain and observed in turns
// The engine must be this machine's, and the user root: times are read from /proc and the control groups. What is measured gets the CPU before other
// containers (cpu shares), the observer too. Compare figures of one run with each other only.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openCompose, openEngine } from "../dist/api/engine.js";
import { findSource } from "../dist/commands/source.js";
import { bootStack } from "../dist/pipeline/boot.js";
import { imageOf } from "../dist/pipeline/run-context.js";
import { planStage } from "../dist/pipeline/plan-stage.js";
import { provideSensor } from "../dist/pipeline/sensor.js";
import { SensorSession } from "../dist/profile/index.js";
import { escapeDollars } from "../dist/stack/escape-dollars.js";
import { underSensor } from "../dist/stack/isolate-sensor.js";
import { isolate } from "../dist/stack/isolate.js";
import { sourceKind } from "../dist/stack/source-kind.js";
import { openWorkspace } from "../dist/workspace/index.js";

const root = join(import.meta.dirname, "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "3" }, skip: { type: "string", multiple: true, default: [] } },
});
const rounds = Number(values.rounds);
const parts = ["calls", "kinds", "shop"].filter((part) => !values.skip.includes(part));
const readyWithinMs = 120_000;
/** The most the kernel takes; 1,024 is everybody's. */
const cpuShares = 262_144;
const ticksPerSecond = 100;
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => (interrupted = true));

const docker = (...words) => execFileSync("docker", words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);
const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
/** Largest minus smallest, in percent of the median: how far the figures can be trusted. */
const spread = (numbers) => Math.round(((Math.max(...numbers) - Math.min(...numbers)) / median(numbers)) * 100);
const ratio = (observed, plain) => (median(observed) / median(plain)).toFixed(2);

/** CPU seconds of a process's control group, of either version. */
function cpuSeconds(pid) {
  const groups = readFileSync(`/proc/${pid}/cgroup`, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(":"));
  const old = groups.find(([, controllers]) => controllers.split(",").includes("cpuacct"));
  if (old !== undefined) return Number(readFileSync(`/sys/fs/cgroup/${old[1]}${old[2]}/cpuacct.usage`, "utf8")) / 1e9;
  const stat = readFileSync(`/sys/fs/cgroup${groups[0][2]}/cpu.stat`, "utf8");
  return Number(/usage_usec (\d+)/.exec(stat)[1]) / 1e6;
}

/** Seconds a process has lived; to 10 ms. */
function age(pid) {
  const started = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ")[19];
  return Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) - Number(started) / ticksPerSecond;
}

/** A stack as `apply` has it before the profile. */
async function openRun(files, projectName) {
  const folder = mkdtempSync(join(tmpdir(), "bench-sensor-"));
  const workspace = await openWorkspace(folder, { madeBy: "bench", warn: () => undefined });
  const { source, config } = await findSource(files, { projectName });
  const [engine, compose] = [await openEngine(), openCompose()];
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const context = {
    ...{
      engine,
      compose,
      workspace,
      config: { ...config, checks: [] },
      engineInfo: await engine.info(),
      runId: randomBytes(4).toString("hex"),
    },
    ...(await planStage({ source, config }, { engine, compose })),
    ...{ emit: () => undefined, warn: () => undefined, signal },
    options: { maxBoots: 1, readyWithinMs, fresh: true, denyDockerSocket: false },
  };
  const end = async () => {
    await workspace[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  };
  return { context, folder, end };
}

/** Runs `work` beside an observer: `instrument` puts a model under it, `observerCpu` is what it used so far. Then makes sure that nothing was lost. */
async function withSensor(context, work) {
  const { engine, runId, stack } = context;
  const prefix = `stack-slim-${runId}`;
  const sensor = await provideSensor(context.engineInfo.architecture);
  await sensor.load(engine);
  const labels = { "stack-slim.run": runId, "stack-slim.role": "sensor" };
  const session = await SensorSession.open(engine, { prefix, image: sensor.image, labels });
  const { gate, observer } = SensorSession.names(prefix);
  const images = new Map(stack.services.map(({ name }) => [name, imageOf(context, name)]));
  const pid = docker("inspect", "--format", "{{.State.Pid}}", observer);
  docker("update", "--cpu-shares", String(cpuShares), observer);
  try {
    const result = await work({ instrument: (model) => underSensor(model, images, gate), observerCpu: () => cpuSeconds(pid) });
    await session.collect([], () => Promise.resolve());
    return result;
  } finally {
    await session[Symbol.asyncDispose]();
    await engine.removeImage(sensor.image);
  }
}

const answers = (host, port) =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (good) => {
      socket.destroy();
      resolve(good);
    };
    socket.setTimeout(500, () => end(false));
    socket.on("connect", () => end(true)).on("error", () => end(false));
  });

/** Starts one service alone, from nothing. Seconds from its first process until one of its ports answers on the container's own address, and CPU seconds until then. */
async function startAlone(context, folder, { name: service, ports }, instrument, observerCpu) {
  const project = `stack-slim-${context.runId}-9`;
  const isolated = isolate(context.stack, {
    project,
    run: context.runId,
    images: {},
    probePorts: {},
    scratchDir: join(folder, "binds"),
    sourceKind,
  });
  const model = instrument(isolated.model);
  const alone = { ...model.services[service], depends_on: undefined, deploy: undefined, cpu_shares: cpuShares };
  const file = join(folder, "alone.json");
  writeFileSync(file, JSON.stringify(escapeDollars({ ...model, services: { [service]: alone } })));
  const compose = (...words) => docker("compose", "--project-name", project, "--file", file, ...words);
  try {
    compose("create", "--no-build", "--pull", "never");
    const container = docker("ps", "--all", "--quiet", "--filter", `label=com.docker.compose.project=${project}`);
    const before = observerCpu();
    const since = performance.now();
    if (interrupted) throw new Error("interrupted");
    docker("start", container);
    const told = docker("inspect", "--format", "{{.State.Pid}} {{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}", container);
    const [pid, address] = told.split(" ");
    while (!(await Promise.all(ports.map((port) => answers(address, port)))).includes(true)) {
      if (performance.now() - since > readyWithinMs)
        throw new Error(`${service} did not get ready: ${docker("logs", "--tail", "5", container)}`);
      await pause(2);
    }
    return { ready: age(pid), cpu: cpuSeconds(pid), observer: observerCpu() - before };
  } finally {
    compose("down", "--volumes", "--timeout", "2");
  }
}

async function kinds() {
  const fixture = join(root, "test/docker/fixtures/kinds");
  execFileSync(join(fixture, "build"), { stdio: ["ignore", "ignore", "inherit"] });
  const { context, folder, end } = await openRun([join(fixture, "compose.yml"), join(fixture, "runtimes.yml")], "kinds-bench");
  const wanted = context.plan.services.filter(
    ({ name, ports }) => ports.length > 0 && (positionals.length === 0 || positionals.includes(name)),
  );
  row("kind", "ready s, plain", "observed", "ratio", "CPU s, plain", "observed", "observer", "ratio", "spread of ready, plain / observed");
  row("---", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:");
  try {
    await withSensor(context, async ({ instrument, observerCpu }) => {
      for (const service of wanted) {
        const [plain, observed] = [[], []];
        for (let round = 0; round < rounds; round++) {
          plain.push(await startAlone(context, folder, service, (model) => model, observerCpu));
          observed.push(await startAlone(context, folder, service, instrument, observerCpu));
        }
        const of = (runs, what) => runs.map((run) => run[what]);
        const all = observed.map(({ cpu, observer }) => cpu + observer);
        const two = (numbers) => median(numbers).toFixed(2);
        const [before, after] = [of(plain, "ready"), of(observed, "ready")];
        row(
          ...[service.name, two(before), two(after), ratio(after, before)],
          ...[two(of(plain, "cpu")), two(of(observed, "cpu")), two(of(observed, "observer")), ratio(all, of(plain, "cpu"))],
          `${spread(before)} % / ${spread(after)} %`,
        );
      }
    });
  } finally {
    await end();
  }
}

/** The whole Sock Shop, 14 containers at once: until the last probe passed, and the CPU seconds of all containers then. */
async function shop() {
  const copy = mkdtempSync(join(tmpdir(), "bench-shop-"));
  cpSync(join(root, "examples/sock-shop/local"), copy, { recursive: true, filter: (path) => !path.includes(".stack-slim") });
  const { context, end } = await openRun([join(copy, "compose.yml")], "sock-shop-bench");
  const boot = async (number, instrument) => {
    if (interrupted) throw new Error("interrupted");
    let cpu = 0;
    const onRunning = ({ states }) => {
      for (const { id } of states()) cpu += cpuSeconds(docker("inspect", "--format", "{{.State.Pid}}", id));
    };
    const seen = await bootStack(context, { number, stage: "profile", phase: "profile", images: {}, checks: [], instrument, onRunning });
    const late = seen.services.flatMap(({ service, probeError }) => (probeError === undefined ? [] : [`${service}: ${probeError}`]));
    if (late.length > 0) throw new Error(late.join("\n"));
    return { ready: seen.seconds.boot + seen.seconds.probes, cpu };
  };
  try {
    await withSensor(context, async ({ instrument, observerCpu }) => {
      const [plain, observed] = [[], []];
      for (let round = 0; round < rounds; round++) {
        plain.push(await boot(2 * round + 1, (model) => model));
        const before = observerCpu();
        const run = await boot(2 * round + 2, instrument);
        observed.push({ ...run, observer: observerCpu() - before });
      }
      row("sock-shop/local", "ready s", "CPU s of the services", "of the observer", "spread of ready");
      row("---", "---:", "---:", "---:", "---:");
      for (const [name, runs] of [
        ["plain", plain],
        ["observed", observed],
      ]) {
        const of = (what) => runs.map((run) => run[what] ?? 0);
        row(
          name,
          median(of("ready")).toFixed(1),
          median(of("cpu")).toFixed(1),
          median(of("observer")).toFixed(1),
          `${spread(of("ready"))} %`,
        );
      }
      const of = (runs, what) => runs.map((run) => run[what]);
      const all = observed.map(({ cpu, observer }) => cpu + observer);
      row(
        "ratio",
        ratio(of(observed, "ready"), of(plain, "ready")),
        ratio(of(observed, "cpu"), of(plain, "cpu")),
        `with it ${ratio(all, of(plain, "cpu"))}`,
        "",
      );
    });
  } finally {
    await end();
    rmSync(copy, { recursive: true, force: true });
  }
}

if (parts.includes("calls")) execFileSync("make", ["--silent", "-C", join(root, "sensor"), "bench"], { stdio: "inherit" });
if (parts.includes("kinds")) await kinds();
if (parts.includes("shop")) await shop();
