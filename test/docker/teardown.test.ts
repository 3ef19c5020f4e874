import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCompose } from "../../src/docker/compose-cli.js";
import { connectEngine } from "../../src/docker/connect.js";
import { createEngine } from "../../src/docker/engine.js";
import { runTrial, type TrialObservations } from "../../src/trial/index.js";
import { docker, leftovers } from "./support/engine.js";

/** Compose gives up on the one service whose image isn't there while the engine is still making the containers of the others. */
const project = "stack-slim-teardown-1";
const labels = { "stack-slim.run": "teardown", "stack-slim.role": "trial" };
const absent = "stack-slim-test/absent:1";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stack-slim-teardown-"));
  const sleeping = { image: "debian:bookworm-slim", command: ["sleep", "60"], stop_grace_period: "0s", labels, volumes: ["data:/data"] };
  const names = Array.from({ length: 16 }, (_, at) => `service-${String(at)}`);
  const services = { ...Object.fromEntries(names.map((name) => [name, sleeping])), absent: { ...sleeping, image: absent } };
  const model = { name: project, services, networks: { default: { labels } }, volumes: { data: { labels } } };
  writeFileSync(join(folder, "compose.json"), JSON.stringify(model));
});

afterEach(async () => {
  await createEngine(await connectEngine()).removeProject(project, { unsettled: true });
  rmSync(folder, { recursive: true });
});

const trial = async (signal: AbortSignal): Promise<TrialObservations> => {
  const engine = createEngine(await connectEngine());
  const run = { project, file: join(folder, "compose.json"), projectDirectory: folder };
  const traffic = { probe: () => Promise.resolve(undefined), check: () => Promise.reject(new Error("there are no checks")) };
  const tries = { kind: "condemn", failures: () => 1 } as const;
  const input = {
    run,
    stage: "trials",
    phase: "trial",
    services: [],
    checks: [],
    restart: [],
    readyWithinMs: 1000,
    watchedMs: 1_000,
    tries,
  } as const;
  return runTrial(input, { engine, compose: createCompose(), traffic, emit: () => undefined, signal });
};

/** Nothing is there, and nothing comes into being in the next seconds. */
const expectNothingLeft = (): void => {
  expect(leftovers("teardown")).toEqual([]);
  const now = Date.now() / 1000;
  const filters = ["--filter", "event=create", "--filter", `label=com.docker.compose.project=${project}`];
  expect(docker("events", "--since", now.toFixed(3), "--until", (now + 3).toFixed(3), ...filters)).toBe("");
  expect(leftovers("teardown")).toEqual([]);
};

test("a boot that compose gives up on leaves nothing behind", async () => {
  // What it depends on is a matter of milliseconds: one round alone seldom meets it.
  for (let round = 0; round < 4; round++) {
    await trial(new AbortController().signal);
    expect(leftovers("teardown")).toEqual([]);
  }
  expectNothingLeft();
});

test("nor does one that is aborted while compose makes its containers", async () => {
  const abort = new AbortController();
  const ended = trial(abort.signal);
  await expect.poll(() => leftovers("teardown").length, { timeout: 30_000, interval: 20 }).toBeGreaterThan(0);
  abort.abort(new Error("enough"));
  await expect(ended).rejects.toThrow("enough");
  expectNothingLeft();
});

test("a volume that the engine made by itself for a boot goes with it, and no other one", async () => {
  const boot = "stack-slim-0a1b2c3d-1";
  const others = [`${boot}0_data`, `not-${boot}_data`];
  const labelled = `${boot}_labelled`;
  for (const name of [`${boot}_data`, ...others]) docker("volume", "create", name);
  docker("volume", "create", "--label", "whose=mine", labelled);
  try {
    await createEngine(await connectEngine()).removeProject(boot, { unsettled: false });
    const left = docker("volume", "ls", "--filter", "name=stack-slim-0a1b2c3d", "--format", "{{.Name}}").split("\n");
    expect(left.toSorted()).toEqual([...others, labelled].toSorted());
  } finally {
    docker("volume", "rm", "--force", `${boot}_data`, labelled, ...others);
  }
});
