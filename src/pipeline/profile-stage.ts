import type { ImageInfo } from "../model/image.js";
import { decodeRecordPath } from "../model/path-bytes.js";
import type { Edge } from "../model/stack.js";
import type { Trace } from "../model/trace.js";
import type { Trial } from "../model/trial.js";
import { addressBook, observedEdges, observedPorts, SensorSession } from "../profile/index.js";
import { underSensor } from "../stack/isolate-sensor.js";
import { baselineOf, judge, type Baseline } from "../trial/index.js";
import { digest } from "../workspace/index.js";
import { bootStack } from "./boot.js";
import { noted } from "./leftovers.js";
import { cached, imageOf, type RunContext } from "./run-context.js";
import { provideSensor, type Sensor } from "./sensor.js";

/** What one boot under the sensor showed of the original stack. */
export type Profile = {
  readonly key: string;
  readonly trial: Trial;
  readonly traces: readonly Trace[];
  readonly baselines: ReadonlyMap<string, Baseline>;
  readonly edges: readonly Edge[];
  readonly ports: Readonly<Record<string, readonly number[]>>;
};

/** The profile of this very stack, from the workspace or by one boot under the sensor. */
export async function profileStage(context: RunContext): Promise<{ readonly profile: Profile; readonly booted: boolean }> {
  const sensor = await provideSensor(context.engineInfo.architecture);
  const key = profileKey(context, sensor);
  const { value, hit } = await cached(context, "profile", key, () => profile(context, sensor, key));
  return { profile: value, booted: !hit };
}

/** Everything the profile is made from: change any of it, and it is made anew. */
function profileKey({ stack, plan, config, images }: RunContext, sensor: Sensor): string {
  const imageIds = stack.services.map(({ image }) => images.get(image)?.id);
  const probes = plan.services.map(({ name, probe, ports, level }) => ({ name, probes: probe.probes, ports, level }));
  return digest("profile", stack.model, imageIds, probes, trainingChecks(config), sensor.digest);
}

export const trainingChecks = ({ checks }: Pick<RunContext["config"], "checks">): typeof checks => checks.filter(({ use }) => use === "training");

async function profile(context: RunContext, sensor: Sensor, key: string): Promise<Profile> {
  const { engine, runId, workspace, stack, config } = context;
  const prefix = `stack-slim-${runId}`;
  const names = SensorSession.names(prefix);
  await using _note = await noted(workspace.journal, [
    { kind: "volume", name: names.gate },
    { kind: "volume", name: names.record },
    { kind: "image", name: sensor.image },
    { kind: "container", name: names.observer },
  ]);
  const labels = { "stack-slim.run": runId, "stack-slim.role": "sensor" };
  await sensor.load(engine);
  await using _image = { [Symbol.asyncDispose]: () => engine.removeImage(sensor.image) };
  await using session = await SensorSession.open(engine, { prefix, image: sensor.image, labels, decodePath: decodeRecordPath });
  const byService = new Map<string, ImageInfo>(stack.services.map(({ name }) => [name, imageOf(context, name)]));
  let addresses = new Map<string, string>();
  const seen = await bootStack(context, {
    number: 1,
    stage: "profile",
    phase: "profile",
    images: {},
    checks: trainingChecks(config),
    instrument: (model) => underSensor(model, byService, names.gate),
    onRunning: ({ states }) => {
      addresses = addressBook(states());
    },
  });
  const booted = seen.services.filter(({ containers }) => containers.some(({ startedAt }) => startedAt > 0)).map(({ service }) => service);
  const traces = await session.traces(booted);
  const { trial } = judge(seen, {
    boot: 1,
    purpose: "profile",
    combination: Object.fromEntries(stack.services.map(({ name }) => [name, "original"])),
    why: "the original stack under the sensor",
    baselines: undefined,
    brokenChecks: new Set(),
    dropped: () => [],
    edges: [],
  });
  return {
    key,
    trial,
    traces,
    baselines: new Map(seen.services.map((service) => [service.service, baselineOf(service)])),
    edges: observedEdges(traces, addresses),
    ports: Object.fromEntries(traces.map((trace) => [trace.service, observedPorts(trace)])),
  };
}
