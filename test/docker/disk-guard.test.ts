import { afterEach, expect, test } from "vitest";
import { connectEngine } from "../../src/docker/connect.js";
import { createEngine } from "../../src/docker/engine.js";
import type { StackSlimError } from "../../src/model/errors.js";
import { guardDisk, type Room } from "../../src/pipeline/disk-guard.js";
import { docker } from "./support/engine.js";

/** A service that writes without end is ended before the disk is full, and named. What is free is made up: this machine's disk stays as it is. */
const project = "stack-slim-guarded-1";

afterEach(async () => {
  await createEngine(await connectEngine()).removeProject(project, { unsettled: false });
});

const start = (service: string, script: string): string =>
  docker(
    ...["run", "--detach", "--name", `${project}-${service}`, "--label", "stack-slim.run=guarded"],
    ...["--label", `com.docker.compose.project=${project}`, "--label", `com.docker.compose.service=${service}`],
    ...["debian:bookworm-slim", "sh", "-c", script],
  );
const isRunning = (id: string): boolean => docker("inspect", "--format", "{{.State.Running}}", id) === "true";

test("a boot that takes too much of the disk is ended, and who wrote most is named", async () => {
  const engine = createEngine(await connectEngine());
  const quiet = start("quiet", "sleep 600");
  const writer = start("writer", "head -c 20000000 /dev/zero > /much; sleep 600");
  await expect.poll(async () => (await engine.written(project)).get("writer") ?? 0, { timeout: 30_000 }).toBeGreaterThan(19_000_000);
  const bytes = 100 * 2 ** 30;
  let freeBytes = 50 * 2 ** 30;
  const roomIn = (): Promise<Room> => Promise.resolve({ freeBytes, bytes });
  using guard = await guardDisk({ engine, project, folder: "/engine", roomIn });
  const aborted = new Promise<StackSlimError>((resolve) => {
    guard.signal.addEventListener("abort", () => {
      resolve(guard.signal.reason as StackSlimError);
    });
  });
  expect([quiet, writer].map(isRunning)).toEqual([true, true]);
  freeBytes = 4 * 2 ** 30;
  const { code, exitCode, message, hint } = await aborted;
  expect({ code, exitCode }).toEqual({ code: "engine.disk-low", exitCode: 3 });
  expect(message).toBe("The engine's disk has only 4.29 GB left, so the boot was ended; writer has written 20 MB, most of all services.");
  expect(hint).toContain("run the same command again");
  expect([quiet, writer].map(isRunning)).toEqual([false, false]);
});
