import { readdirSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { runCli, startCli, type Running } from "./support/cli.js";
import { docker, imageId, leftovers, list, removeImages } from "./support/engine.js";
import { copyStack, type StackCopy } from "./support/stack-copy.js";

/** A sensor that fails in the middle of a profile: the run ends, says so, keeps nothing of the profile and leaves nothing. The stack is fixtures/small. */
const slims = ["small/store:local-slim", "small/web:local-slim"];
const copies: StackCopy[] = [];

beforeAll(() => {
  using copy = copyStack("small");
  docker("compose", "--file", copy.path("compose.yml"), "build", "--quiet");
});

afterEach(() => {
  removeImages(slims);
});

afterAll(async () => {
  for (const copy of copies) {
    await runCli(["clean", copy.path("compose.yml")], copy.folder);
    copy[Symbol.dispose]();
  }
});

/** Starts apply and waits until its services run under the sensor; gives the name of the observer's container. */
async function profiling(): Promise<{
  readonly stack: StackCopy;
  readonly run: Running;
  readonly runId: string;
  readonly observer: string;
}> {
  const stack = copyStack("small");
  copies.push(stack);
  const run = startCli(["apply", "--ready-timeout", "8"], stack.folder);
  await run.line(/ profile +started/);
  const running = (): string => {
    const runId = stack.runId() ?? "none yet";
    const names = list("ps", "--filter", `label=stack-slim.run=${runId}`, "--format", "{{.Names}}");
    if (!names.some((name) => name.endsWith("-web-1"))) throw new Error(`not yet: ${names.join(" ")}`);
    return runId;
  };
  const runId = await vi.waitFor(running, { timeout: 60_000, interval: 100 });
  return { stack, run, runId, observer: `stack-slim-${runId}-observer` };
}

/** It ended as void, and neither containers nor the sensor's image nor anything that a next run would go on with is left. */
async function expectVoid(stack: StackCopy, run: Running, runId: string, why: RegExp): Promise<void> {
  const sensorImages = stack.notedImages();
  const { code, stderr } = await run.ended;
  expect(code, stderr).toBe(3);
  expect(stderr).toMatch(why);
  expect(stderr).not.toContain("defect");
  expect(leftovers(runId)).toEqual([]);
  expect(sensorImages.map(imageId)).toEqual(sensorImages.map(() => undefined));
  expect(stack.hasScratch()).toBe(false);
  expect(readdirSync(stack.path(".stack-slim"), { recursive: true }).filter((name) => /profile|trace/.test(String(name)))).toEqual([]);
}

test("an observer that is killed voids the profile", async () => {
  const { stack, run, runId, observer } = await profiling();
  docker("kill", observer);
  await expectVoid(stack, run, runId, /the profile is void: the observer ended with exit code 137/);
});

test("an observer that stands still holds the services up no longer than they may take, and the run ends", async () => {
  const { stack, run, runId, observer } = await profiling();
  docker("pause", observer);
  await expectVoid(stack, run, runId, /the profile is void: 1 facts could not be recorded/);
});
