import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Diagnosis } from "../../src/model/doctor.js";
import type { MeasuredFigures, Measurement } from "../../src/model/measurement.js";
import { isLocalEngine } from "./support/containers-seen.js";
import { runCli, startCli } from "./support/cli.js";
import { leftovers, list, removeImages } from "./support/engine.js";
import { copyStack, type StackCopy } from "./support/stack-copy.js";

const schema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), "utf8")) as object;
const follows = (name: string, value: unknown): void => {
  const validate = new Ajv({ strictRequired: false }).compile(schema(name));
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
};

let stack: StackCopy;
beforeAll(async () => {
  stack = copyStack("measured");
  const applied = await runCli(["apply", "--quiet"], stack.folder);
  if (applied.code !== 0) throw new Error(applied.stderr);
});

afterAll(() => {
  stack[Symbol.dispose]();
  removeImages(["stack-slim-test/measured-web:slim"]);
});

/** What is in the engine of compose files in this folder. */
const ofThisFolder = (): readonly string[] =>
  list("ps", "--all", "--quiet", "--filter", `label=com.docker.compose.project.working_dir=${stack.folder}`);

const memory = ({ memoryBytes }: MeasuredFigures): number => memoryBytes?.median ?? 0;

test("measures both stacks under the load of a service, and shows it again", async () => {
  const options = ["--profile", "load", "--load", "caller", "--rounds", "1", "--format", "json"];
  const measured = await runCli(["measure", ...options], stack.folder);
  expect(measured.code, measured.stderr).toBe(0);
  const found = JSON.parse(measured.stdout) as Measurement;
  follows("measure", found);
  expect(found.warnings).toEqual([]);
  expect(found.load).toEqual({ kind: "service", name: "caller", seconds: 60 });
  expect(found.services.map(({ name, variant, slimImage }) => [name, variant, slimImage])).toEqual([
    ["web", "slim", "stack-slim-test/measured-web:slim"],
  ]);
  const [web] = found.services;
  if (web === undefined) throw new Error("no service was measured");
  for (const figures of [web.original, web.slim, found.stack.original, found.stack.slim]) {
    // The server holds 64 MiB, and is one process of one thread with its three streams and a socket at least.
    expect(memory(figures)).toBeGreaterThan(64 * 1024 * 1024);
    expect(memory(figures)).toBeLessThan(96 * 1024 * 1024);
    expect(figures.threads?.values).toEqual([1]);
    expect(figures.cpuSeconds?.median).toBeGreaterThan(0);
    expect(figures.cpuSeconds?.median).toBeLessThan(30);
    expect(figures.readySeconds?.median).toBeGreaterThan(0);
    if (isLocalEngine()) expect(figures.openFiles?.median).toBeGreaterThanOrEqual(4);
  }
  const { original, slim } = web;
  expect(slim.imageBytes).toBeLessThan((original.imageBytes ?? 0) / 2);
  expect(slim.pullBytes).toBeLessThan((original.pullBytes ?? 0) / 2);
  expect(original.pullBytes).toBeLessThan(original.imageBytes ?? 0);

  const again = await runCli(["measure", "--last", "--format", "json"], stack.folder);
  expect(JSON.parse(again.stdout)).toEqual(found);
  expect([ofThisFolder(), stack.runId(), stack.hasScratch()]).toEqual([[], undefined, false]);
});

test("leaves nothing when it is interrupted while it boots", async () => {
  await using run = startCli(["measure", "--rounds", "1", "--no-pull"], stack.folder);
  await run.line(/round 1 of 1/);
  const runId = stack.runId();
  run.kill("SIGINT");
  expect((await run.ended).code).toBe(130);
  expect([runId === undefined ? [] : leftovers(runId), ofThisFolder(), stack.runId()]).toEqual([[], [], undefined]);
});

test("doctor tries the sensor on a container, finds that apply can work, and leaves nothing", async () => {
  const { code, stdout, stderr } = await runCli(["doctor", "--json"], stack.folder);
  const diagnosis = JSON.parse(stdout) as Diagnosis;
  expect(code, stdout + stderr).toBe(0);
  follows("doctor", diagnosis);
  expect(diagnosis.findings.filter(({ level }) => level === "failure")).toEqual([]);
  const ids = diagnosis.findings.map(({ id }) => id);
  for (const id of ["node", "compose", "engine", "api", "kernel", "sensor", "storage", "leftovers", "workspace"]) expect(ids).toContain(id);
  expect(diagnosis.findings.find(({ id }) => id === "sensor")).toMatchObject({ level: "ok" });
  expect(list("ps", "--all", "--quiet", "--filter", "label=stack-slim.role=doctor")).toEqual([]);
  expect([stack.runId(), stack.notedImages(), stack.hasScratch()]).toEqual([undefined, [], false]);
});
