import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectEngine } from "../../src/docker/connect.js";
import { createEngine } from "../../src/docker/engine.js";
import type { ContainerRun, ContainerState, Engine } from "../../src/model/ports.js";
import { lifecycleOf } from "../../src/pipeline/lifecycle.js";
import { docker, leftovers } from "./support/engine.js";

const project = `wip-beside-${process.pid}`;
const image = "debian:bookworm-slim";
const labels = ["--label", `com.docker.compose.project=${project}`, "--label", `stack-slim.run=${project}`];
const aborted = new AbortController();
const run: ContainerRun = {
  name: `${project}-check`,
  project,
  labels: { "stack-slim.run": project },
  image,
  environment: { HOST_WEB: "web" },
  readOnlyMounts: { "/given": import.meta.dirname },
};
const sh = (line: string): Pick<ContainerRun, "command"> => ({ command: ["sh", "-c", line] });

let engine: Engine;
beforeAll(async () => {
  engine = createEngine(await connectEngine());
  for (const name of ["front", "back"]) docker("network", "create", ...labels, `${project}-${name}`);
  const service = ["--label", "com.docker.compose.service=web", "--network", `${project}-back`, "--network-alias", "web"];
  // Reloads on SIGUSR1, ends at once on SIGTERM and only by force on nothing else.
  const program = "trap 'echo reloaded' USR1; trap 'exit 0' TERM; while :; do sleep 0.1; done";
  docker("run", "--detach", "--name", `${project}-web`, ...labels, ...service, image, "sh", "-c", program);
  docker("run", "--detach", "--name", `${project}-deaf`, ...labels, image, "sh", "-c", "trap '' TERM; while :; do sleep 0.1; done");
});

afterAll(async () => {
  await engine.removeProject(project, { unsettled: false });
});

describe("a check's container", () => {
  test("finds the services by name on every network of the project, reads its mounts, and is gone afterwards", async () => {
    const looks = 'getent hosts "$HOST_WEB" && test "$(ls /sys/class/net | grep -c eth)" = 2 && test -e /given/beside-the-stack.test.ts';
    const { exitCode, output } = await engine.runContainer({ ...run, ...sh(`${looks} && ! touch /given/x 2>/dev/null`) }, aborted.signal);
    expect([exitCode, output]).toEqual([0, expect.stringMatching(/\sweb/)]);
    expect(leftovers(project)).not.toContain(`container ${run.name}`);
  });

  test("gives its exit code and its words", async () => {
    expect(await engine.runContainer({ ...run, ...sh("echo out; echo err >&2; exit 7") }, aborted.signal)).toEqual({
      exitCode: 7,
      output: expect.stringMatching(/^(out\nerr|err\nout)\n$/) as string,
    });
  });

  test("is no container of a service, and ends and goes when it is interrupted", async () => {
    const interrupt = new AbortController();
    const ended = engine.runContainer({ ...run, ...sh("sleep 60") }, interrupt.signal);
    const status = (): string => docker("ps", "--filter", `name=${run.name}`, "--format", "{{.State}}");
    await expect.poll(status, { timeout: 20_000 }).toBe("running");
    expect((await engine.containersOf(project)).map(({ name }) => name)).not.toContain(run.name);
    interrupt.abort();
    expect(await ended).toMatchObject({ exitCode: 137 });
    expect(leftovers(project)).not.toContain(`container ${run.name}`);
  });
});

describe("a container under test", () => {
  const stateOf = async (name: string): Promise<ContainerState> => {
    const state = (await engine.containersOf(project)).find((found) => found.name === `${project}-${name}`);
    if (state === undefined) throw new Error(`${name} is gone`);
    return state;
  };

  test("is signalled", async () => {
    const state = await stateOf("web");
    const lifecycle = lifecycleOf(engine, () => state, aborted.signal);
    await lifecycle.signal("SIGUSR1");
    await expect.poll(() => engine.logs(state.id, { maxBytes: 1_000 }), { timeout: 10_000 }).toContain("reloaded");
  });

  test.each([
    ["web", false],
    ["deaf", true],
  ])("%s is stopped and started again, which counts as no restart of its own; by force: %j", async (name, killed) => {
    let state = await stateOf(name);
    const follow = setInterval(() => void stateOf(name).then((now) => (state = now)), 50);
    try {
      expect(await lifecycleOf(engine, () => state, aborted.signal).restart(1_000)).toMatchObject({ killed });
    } finally {
      clearInterval(follow);
    }
    expect(await stateOf(name)).toMatchObject({ status: "running", restarts: 0 });
  });
});
