import { SensorSession } from "../profile/index.js";
import { noted } from "./leftovers.js";
import type { RunContext } from "./run-context.js";
import type { Sensor } from "./sensor.js";

/** A sensor at work: its session, and the volume of its programs for `underSensor`. Disposing removes all that was made for it. */
export type OpenSensor = AsyncDisposable & { readonly session: SensorSession; readonly gate: string };

/** Loads the sensor's image and starts its observer; names of all that is made begin with `prefix`, and are noted while it is there. */
export async function openSensor(
  { engine, runId, workspace }: Pick<RunContext, "engine" | "runId" | "workspace">,
  sensor: Sensor,
  prefix: string,
): Promise<OpenSensor> {
  const names = SensorSession.names(prefix);
  const note = await noted(workspace.journal, [
    { kind: "volume", name: names.gate },
    { kind: "volume", name: names.record },
    { kind: "image", name: sensor.image },
    { kind: "container", name: names.observer },
  ]);
  const remove = async (session?: SensorSession): Promise<void> => {
    await session?.[Symbol.asyncDispose]();
    await engine.removeImage(sensor.image);
    // Last: what could not be removed stays noted.
    await note[Symbol.asyncDispose]();
  };
  try {
    await sensor.load(engine);
    const labels = { "stack-slim.run": runId, "stack-slim.role": "sensor" };
    const session = await SensorSession.open(engine, { prefix, image: sensor.image, labels });
    return { session, gate: names.gate, [Symbol.asyncDispose]: () => remove(session) };
  } catch (error) {
    await remove();
    throw error;
  }
}
