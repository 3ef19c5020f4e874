import { randomBytes } from "node:crypto";
import type { ContinueAfter } from "../model/continue-after.js";
import type { ImageInfo } from "../model/image.js";
import { mergeSections, type RecordedSession, type TraceSection } from "../profile/index.js";
import { underSensor } from "../stack/isolate-sensor.js";
import { bootStack } from "./boot.js";
import { continueAfterTexts, prepareModes, showing } from "./continue-after.js";
import { measuringRuns } from "./measuring-runs.js";
import { openSensor } from "./open-sensor.js";
import { trainingChecks } from "./profile-stage.js";
import { releaseMemory } from "./release-memory.js";
import { imageOf, type RunContext } from "./run-context.js";
import { provideSensor } from "./sensor.js";
import { parseUses } from "./trace-store.js";

/** What one recorded boot came to. `failed`: modes that did not end well. */
export type RecordedBoot = { readonly sections: readonly TraceSection[]; readonly failed: readonly string[] };

/**
 * Boots the originals under the sensor, gives them what the modes say, and gives what every service used. Their probes run too: they say when the stack
 * is up; the training checks only where `probe` is among the modes. @throws StackSlimError as bootStack and the sensor do.
 */
export async function recordStage(context: RunContext, modes: readonly ContinueAfter[]): Promise<RecordedBoot> {
  const { runId, stack, config } = context;
  const shown = showing(context, modes, await prepareModes(context, modes));
  const sensor = await provideSensor(context.engineInfo.architecture);
  await using open = await openSensor(context, sensor, `stack-slim-${runId}`);
  const byService = new Map<string, ImageInfo>(stack.services.map(({ name }) => [name, imageOf(context, name)]));
  const at = new Date().toISOString();
  const since = performance.now();
  let seconds = 0;
  const seen = await bootStack(context, {
    number: 1,
    stage: "profile",
    phase: "profile",
    images: {},
    checks: shown.checks ? trainingChecks(config) : [],
    tries: { kind: "measure", runs: measuringRuns, suspected: new Set() },
    instrument: (model) => underSensor(model, byService, open.gate),
    onReady: shown.before,
    onRunning: async (running, traffic) => {
      await shown.after(running, traffic);
      seconds = Math.round((performance.now() - since) / 1000);
    },
  });
  const started = seen.services.filter(({ containers }) => containers.some(({ startedAt }) => startedAt > 0)).map(({ service }) => service);
  const session: RecordedSession = { id: randomBytes(8).toString("hex"), at, seconds, by: continueAfterTexts(modes, context.secrets) };
  const sections: TraceSection[] = [];
  await open.session.collect(started, (service, record) => {
    // A record that can't be read is void, as a profile's is.
    parseUses(service, record);
    const image = byService.get(service);
    if (image !== undefined) {
      const head = { service, image: image.ref, imageId: image.id, sessions: [session], facts: 0, sum: "" };
      sections.push(mergeSections([{ head, record }]));
    }
    releaseMemory();
    return Promise.resolve();
  });
  return { sections, failed: shown.shown.flatMap(({ mode, error }) => (error === undefined ? [] : [`${mode}: ${error}`])) };
}
