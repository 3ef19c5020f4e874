import type { Check } from "../model/config.js";
import { StackSlimError } from "../model/errors.js";
import { missedLookups, touchedOf } from "../slim/index.js";
import { underSensor } from "../stack/isolate-sensor.js";
import type { TrialObservations } from "../trial/index.js";
import type { LiveBoot } from "./boot.js";
import { openSensor } from "./open-sensor.js";
import { releaseMemory } from "./release-memory.js";
import { imageOf, type RunContext } from "./run-context.js";
import { provideSensor } from "./sensor.js";
import type { Slimmer } from "./slimmer.js";
import { parseLookups } from "./trace-store.js";

export type Look = {
  readonly live: LiveBoot;
  /** Distinguishes what this look makes in the engine: `BOOT-ROUND`. */
  readonly name: string;
  /** All that get new containers. */
  readonly services: readonly string[];
  /** Those of them that run slim, under the sensor. */
  readonly sense: readonly string[];
  /** Slim image of each service that runs one. */
  readonly images: Readonly<Record<string, string>>;
  readonly checks: readonly Check[];
  /** Of each service: paths of which it is asked whether they were used. */
  readonly ofInterest: ReadonlyMap<string, ReadonlySet<string>>;
};

export type Seen = {
  readonly seen: Omit<TrialObservations, "seconds">;
  /** By service: paths of the original that it asked for in vain. */
  readonly missed: ReadonlyMap<string, readonly string[]>;
  readonly touched: ReadonlyMap<string, ReadonlySet<string>>;
};

/**
 * Gives services of a running trial new containers, the slim ones under the sensor, exercises them, and ends those again: what the sensor saw is known
 * only then. A record that can't be trusted tells nothing, and that is said as a warning.
 */
export async function look(context: RunContext, slimmer: Slimmer, input: Look): Promise<Seen> {
  const { live, services, sense, images, checks } = input;
  if (sense.length === 0) return { seen: await live.swap({ services, images, checks }), missed: new Map(), touched: new Map() };
  const sensor = await provideSensor(context.engineInfo.architecture);
  await using open = await openSensor(context, sensor, `stack-slim-${context.runId}-${input.name}`);
  const sensed = new Map(sense.map((name) => [name, imageOf(context, name)]));
  let seen: Seen["seen"];
  // The volume that the sensor's programs lie in can't be removed while a container has it.
  try {
    seen = await live.swap({ services, images, checks, instrument: (model) => underSensor(model, sensed, open.gate) });
    await live.end(sense);
  } catch (error) {
    await live.close().catch(() => undefined);
    throw error;
  }
  const missed = new Map<string, readonly string[]>();
  const touched = new Map<string, ReadonlySet<string>>();
  try {
    await open.session.collect([], async (service, record) => {
      const { facts } = parseLookups(service, record);
      const index = await slimmer.indexOf(service);
      const { kept } = (await slimmer.kept(service)).keep;
      missed.set(service, missedLookups(facts, index, kept));
      touched.set(service, touchedOf(facts, index, input.ofInterest.get(service) ?? new Set()));
      releaseMemory();
    });
  } catch (error) {
    if (!(error instanceof StackSlimError) || error.code !== "sensor.void") throw error;
    context.warn(`a look at ${sense.join(", ")} under the sensor told nothing: ${error.message}`);
  }
  return { seen, missed, touched };
}
