import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { ComposeModel } from "../model/compose-model.js";
import { StackSlimError } from "../model/errors.js";
import type { Compose, ContainerState, Engine } from "../model/ports.js";
import { underSensor } from "../stack/isolate-sensor.js";
import type { Workspace } from "../workspace/index.js";
import { noted } from "./leftovers.js";
import { openSensor } from "./open-sensor.js";
import { provideSensor } from "./sensor.js";

const endsWithinMs = 30_000;
const lookEveryMs = 50;

/** What the observer's program ends with when it is asked for what it doesn't know; so the gate let it start. */
const refusesOption = 2;

export type SensorTrial = {
  readonly engine: Engine;
  readonly compose: Compose;
  readonly workspace: Workspace;
  readonly signal: AbortSignal;
  /** Docker's name of the engine's. */
  readonly architecture: string;
};

/**
 * Runs the observer, and under the gate a container that ends at once, exactly as a profile has them; leaves nothing. No image of the user's is needed.
 * @throws StackSlimError exit 3 with what the engine, the gate or the observer said.
 */
export async function trySensor({ engine, compose, workspace, signal, architecture }: SensorTrial): Promise<void> {
  const sensor = await provideSensor(architecture);
  const runId = randomBytes(4).toString("hex");
  const project = `stack-slim-${runId}-0`;
  await using open = await openSensor({ engine, runId, workspace }, sensor, `stack-slim-${runId}`);
  const image = await engine.inspectImage(sensor.image);
  if (image === undefined) throw new Error("the sensor's image is gone as soon as it was loaded");
  const labels = { "stack-slim.run": runId, "stack-slim.role": "doctor" };
  const service = { image: sensor.image, entrypoint: ["/observer"], command: ["--doctor"], network_mode: "none", labels };
  const model: ComposeModel = { name: project, services: { probe: service } };
  const folder = await workspace.scratch("doctor");
  const run = { project, file: join(folder, "compose.json"), projectDirectory: folder };
  await writeFile(run.file, JSON.stringify(underSensor(model, new Map([["probe", image]]), open.gate)));
  await using _note = await noted(workspace.journal, [{ kind: "project", name: project }]);
  try {
    const up = await compose.up(run, signal);
    signal.throwIfAborted();
    if (!up.ok) throw refused(up.output);
    const { id, exitCode } = await untilEnded(engine, project, signal);
    if (exitCode !== refusesOption) throw refused((await engine.logs(id, { maxBytes: 4096 })) || `exit code ${String(exitCode)}`);
  } finally {
    await compose.down(run).catch(() => undefined);
    await engine.removeProject(project, { unsettled: signal.aborted });
  }
  await open.session.collect(["probe"], () => Promise.resolve());
}

async function untilEnded(engine: Engine, project: string, signal: AbortSignal): Promise<ContainerState> {
  const deadline = performance.now() + endsWithinMs;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    const ended = (await engine.containersOf(project)).find(({ status }) => status === "exited" || status === "dead");
    if (ended !== undefined) return ended;
    await setTimeout(lookEveryMs);
  }
  throw refused(`a program that ends at once didn't end within ${String(endsWithinMs / 1000)} s`);
}

const refused = (said: string): StackSlimError =>
  new StackSlimError(`a container could not be started under the sensor: ${said.trim().split("\n").slice(-2).join(" | ")}`, {
    code: "sensor.refused",
    exitCode: 3,
    hint: "docs/sensor.md lists what the engine and its kernel must allow.",
  });
