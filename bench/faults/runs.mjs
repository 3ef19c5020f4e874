// One run of the built program on a copy of the small stack, and what it must come to.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const program = join(repository, "bin", "stack-slim");
const longestMs = 180_000;

export const image = "faults/web:local";

export function stackCopy() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "stack-slim-faults-")));
  cpSync(join(repository, "test", "docker", "fixtures", "faults"), folder, { recursive: true });
  const ours = (...path) => join(folder, ".stack-slim", ...path);
  return {
    folder,
    report: () => JSON.parse(readFileSync(ours("report.json"), "utf8")),
    notedImages: () => {
      const journal = existsSync(ours("journal.jsonl")) ? readFileSync(ours("journal.jsonl"), "utf8") : "";
      return [...journal.matchAll(/"kind":"image","name":"([^"]+)"/g)].map(([, name]) => name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs it to its end; `at` and `then`: what to do once a line like that was told. */
export async function run(words, { cwd, host, patience = 3, at, then }) {
  const env = { ...process.env, DOCKER_HOST: host, STACK_SLIM_ENGINE_TIMEOUT: String(patience) };
  const child = spawn(program, words, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const since = performance.now();
  let said = "";
  let met = at === undefined;
  let done = Promise.resolve();
  child.stdout.resume();
  createInterface({ input: child.stderr }).on("line", (line) => {
    said += `${line}\n`;
    if (met || !at.test(line)) return;
    met = true;
    done = (async () => then())();
    done.catch(() => undefined);
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), longestMs);
  const code = await new Promise((resolve) => child.on("close", (number, signal) => resolve(number ?? signal)));
  clearTimeout(timer);
  await done;
  return { code, said, met, seconds: (performance.now() - since) / 1000 };
}

/** What of stack-slim is in the engine that should not be. */
export function left(host) {
  const of = (...words) =>
    execFileSync("docker", ["--host", host, ...words], { encoding: "utf8" })
      .split("\n")
      .filter((line) => line !== "");
  const ours = ["--filter", "label=stack-slim.run"];
  return [
    ...of("ps", "--all", ...ours, "--format", "container {{.Names}}"),
    ...of("network", "ls", ...ours, "--format", "network {{.Name}}"),
    ...of("volume", "ls", ...ours, "--format", "volume {{.Name}}"),
    ...of("image", "ls", "stack-slim/sensor", "--format", "image {{.Repository}}:{{.Tag}}"),
  ];
}

/** What is wrong with how a run that met a fault ended, one a line. */
export function wrongs({ code, said, met }, { codes = [3], says, at }) {
  const own = said.split("\n").filter((line) => line.startsWith("stack-slim: "));
  const hints = said.split("\n").filter((line) => line.startsWith("  "));
  const failed = code !== 0;
  return [
    ...(met ? [] : [`never said anything like ${String(at)}`]),
    ...(codes.includes(code) ? [] : [`ended with ${String(code)}`]),
    ...(said.includes("defect") ? ["called it a defect of its own"] : []),
    ...(failed && own.length !== 1 ? [`${String(own.length)} errors`] : []),
    ...(failed && hints.length === 0 ? ["no hint"] : []),
    ...(failed && says !== undefined && !says.test(said) ? [`does not say ${String(says)}`] : []),
  ];
}
