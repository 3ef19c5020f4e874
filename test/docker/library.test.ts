import { copyFileSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { apply, clean, plan, readReport, render, type ApplyResult, type Event } from "../../src/index.js";
import { docker, leftovers, list, removeImages } from "./support/engine.js";

const server = resolve(import.meta.dirname, "fixtures/readiness/server.pl");
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const listeners = (): readonly number[] => signals.map((name) => process.listenerCount(name));

type Project = { readonly folder: string; readonly name: string; readonly image: string };
const made: Project[] = [];

/** A stack of one service on the base image under a name of its own. */
function project(name: string): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)));
  const image = `${name}/web:local`;
  docker("tag", "debian:bookworm-slim", image);
  copyFileSync(server, join(folder, "server.pl"));
  const web = `image: "${image}", command: [perl, /server.pl, 0.0.0.0, "8080"], volumes: ["./server.pl:/server.pl:ro"]`;
  writeFileSync(join(folder, "compose.yml"), `name: ${name}\nservices:\n  web: { ${web}, ports: ["8080"], stop_grace_period: 0s }\n`);
  made.push({ folder, name, image });
  return { folder, name, image };
}

/** The run that boots a copy of this project now: what labels everything it has in the engine. */
const runOf = ({ folder }: Project): string | undefined => {
  const mine = ["--filter", `label=com.docker.compose.project.working_dir=${folder}`];
  return list("ps", "--all", ...mine, "--format", '{{.Label "stack-slim.run"}}')[0];
};

let finished: Project;
let ended: Project;
let result: ApplyResult;
let reason: unknown;
let run: string | undefined;
let wasThere: readonly string[] = [];
let printed = 0;
const events: Event[] = [];
const heard: (readonly number[])[] = [];
const why = new Error("the caller has seen enough");
const before = listeners();

/** Two runs in one process; the second is ended by its signal as soon as it has a container. */
beforeAll(async () => {
  finished = project("stack-slim-library-a");
  ended = project("stack-slim-library-b");
  const streams = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write"));
  const enough = new AbortController();
  const onEvent = (event: Event): void => {
    events.push(event);
    heard.push(listeners());
  };
  const config = { watch: "1s", checks: [{ name: "page", target: "web:8080", http: [{ get: "/" }] }] };
  const first = apply({ cwd: finished.folder, config, onEvent, minSaved: 10 });
  const second = apply({ cwd: ended.folder, config: { watch: "1s" }, signal: enough.signal }).catch((error: unknown) => error);
  run = await vi.waitUntil(() => runOf(ended), { timeout: 120_000, interval: 50 });
  wasThere = leftovers(run);
  enough.abort(why);
  reason = await second;
  result = await first;
  printed = streams.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  for (const stream of streams) stream.mockRestore();
});

afterAll(async () => {
  for (const one of made) {
    await clean({ cwd: one.folder });
    removeImages([one.image, `${one.image}-slim`]);
    rmSync(one.folder, { recursive: true });
  }
});

test("apply gives the report and why it ended", () => {
  expect(result).toMatchObject({ reason: "accepted", failures: [], report: { outcome: { label: "PROVEN MAXIMUM" } } });
  expect(result.report.emitted).toEqual([join(finished.folder, "compose.slim.yml")]);
  expect(readFileSync(result.report.emitted[0] ?? "", "utf8")).toContain(`${finished.image}-slim`);
});

test("its events tell every stage, in order", () => {
  const stages = events.flatMap((event) => (event.type === "stage" && event.status === "done" ? [event.stage] : []));
  expect(stages).toEqual(["plan", "profile", "slim", "trials", "emit"]);
});

test("it prints nothing, sets no exit code, listens for no signal of the process", () => {
  expect(printed).toBe(0);
  expect(process.exitCode).toBeUndefined();
  expect(heard.length).toBeGreaterThan(5);
  for (const counts of heard) expect(counts).toEqual(before);
});

test("an aborted run rejects with the signal's reason and leaves nothing", async () => {
  expect(wasThere.length).toBeGreaterThan(2);
  expect(reason).toBe(why);
  expect(leftovers(run ?? "")).toEqual([]);
  expect(await clean({ cwd: ended.folder, dryRun: true })).toEqual([]);
  expect(existsSync(join(ended.folder, "compose.slim.yml"))).toBe(false);
});

test("the report is found again, and shown in any format", async () => {
  const report = await readReport({ cwd: finished.folder });
  expect(report).toEqual(result.report);
  expect(await render(report, "terminal")).toContain("PROVEN MAXIMUM");
  const [bare, whole] = await Promise.all([render(report, "html"), render(report, "html", { folder: finished.folder })]);
  expect(whole.length).toBeGreaterThan(bare.length);
});

test("plan sees the images, and what a listener throws ends the call", async () => {
  const { services } = await plan({ cwd: finished.folder });
  expect(services).toMatchObject([{ name: "web", variant: "slim", bytes: expect.any(Number) as number }]);
  const onEvent = (): void => {
    throw why;
  };
  await expect(plan({ cwd: finished.folder, onEvent })).rejects.toBe(why);
});
