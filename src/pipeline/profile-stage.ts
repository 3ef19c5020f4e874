import type { ImageInfo } from "../model/image.js";
import type { Usage } from "../model/ports.js";
import type { Edge } from "../model/stack.js";
import type { Trial } from "../model/trial.js";
import { servicesFound } from "../plan/with-found-probes.js";
import { withBroken, type BrokenParts } from "../probe/index.js";
import { addressBook, observedEdges, observedPorts } from "../profile/index.js";
import { underSensor } from "../stack/isolate-sensor.js";
import { measuringRuns } from "./measuring-runs.js";
import { baselineOf, judge, type Baseline } from "../trial/index.js";
import { digest } from "../workspace/index.js";
import { bootStack } from "./boot.js";
import { prepareModes, showing as showModes, type Shown } from "./continue-after.js";
import { type Earlier, earlierProfile, mergedEdges, modesOf, shownKey, tellShown, withEarlier } from "./earlier-profile.js";
import { findProbes, type Looked } from "./find-probes.js";
import { openSensor } from "./open-sensor.js";
import { lastRunSeconds } from "./progress.js";
import { cached, imageOf, type RunContext } from "./run-context.js";
import { releaseMemory } from "./release-memory.js";
import { provideSensor, type Sensor } from "./sensor.js";
import { countUsedFiles, parseTraffic, storeTrace, TraceStore } from "./trace-store.js";

/** What one boot under the sensor showed of the original stack. */
export type Profile = Looked & {
  readonly key: string;
  readonly trial: Trial;
  /** Digest of each service's trace, which lies in a file of its own: see TraceStore. */
  readonly traces: Readonly<Record<string, string>>;
  readonly baselines: ReadonlyMap<string, Baseline>;
  readonly edges: readonly Edge[];
  readonly ports: Readonly<Record<string, readonly number[]>>;
  /** How many files each service was seen opening or running. */
  readonly usedFiles: Readonly<Record<string, number>>;
  /** What of its probes and training checks the original answered badly. */
  readonly broken: BrokenParts;
  /** Of all containers, after the checks. */
  readonly usage?: Usage;
  /** What the originals were given beside probes and checks; absent: nothing. */
  readonly shown?: readonly Shown[];
};

/**
 * The profile of this very stack, from the workspace or by one boot under the sensor. `onQuiet` is called when the boot and the traffic are over and
 * little is left but waiting: for work that would have slowed the services down before.
 */
export async function profileStage(
  context: RunContext,
  onQuiet: () => void,
): Promise<{ readonly profile: Profile; readonly booted: boolean }> {
  const sensor = await provideSensor(context.engineInfo.architecture);
  const key = profileKey(context, sensor);
  const earlier = await earlierProfile(context, key);
  const make = (): Promise<Profile> => profile(context, sensor, { key, onQuiet, earlier });
  const again = earlier === undefined ? context : { ...context, options: { ...context.options, fresh: true } };
  const { value, hit } = await cached(again, "profile", key, make);
  tellShown(context, value.shown ?? [], hit);
  if (hit && !(await new TraceStore(context.workspace, value.traces).isComplete())) {
    context.warn("a trace in the workspace is missing or was changed: the stack is profiled again");
    const fresh = { ...context, options: { ...context.options, fresh: true } };
    return { profile: (await cached(fresh, "profile", key, make)).value, booted: true };
  }
  return { profile: value, booted: !hit };
}

/** Everything the profile is made from: change any of it, and it is made anew. */
function profileKey({ stack, plan, config, images, clones }: RunContext, sensor: Sensor): string {
  const imageIds = stack.services.map(({ image }) => images.get(image)?.id);
  const probes = plan.services.map(({ name, probe, ports, level }) => ({ name, probes: probe.probes, ports, level }));
  const cloned = clones.length === 0 ? [] : [clones];
  return digest("profile", "looked at", stack.model, imageIds, probes, trainingChecks(config), sensor.digest, config.watchMs, ...cloned);
}

export const trainingChecks = ({ checks }: Pick<RunContext["config"], "checks">): typeof checks =>
  checks.filter(({ use }) => use === "training");

type Making = { readonly key: string; readonly onQuiet: () => void; readonly earlier: Earlier | undefined };

async function profile(context: RunContext, sensor: Sensor, { key, onQuiet, earlier }: Making): Promise<Profile> {
  const { runId, workspace, stack, config } = context;
  const showing = showModes(context, modesOf(context), await prepareModes(context, modesOf(context)));
  await using open = await openSensor(context, sensor, `stack-slim-${runId}`);
  const byService = new Map<string, ImageInfo>(stack.services.map(({ name }) => [name, imageOf(context, name)]));
  const lastRun = lastRunSeconds(await workspace.readText("report.json"));
  const boots = { now: 1, most: context.options.maxBoots };
  context.emit({ type: "progress", stage: "profile", boots, ...(lastRun === undefined ? {} : { lastRun }) });
  let addresses = new Map<string, string>();
  let looked: Looked = { found: {}, inside: {} };
  let broken: BrokenParts = new Map();
  const seen = await bootStack(context, {
    number: 1,
    stage: "profile",
    phase: "profile",
    images: {},
    checks: trainingChecks(config),
    tries: { kind: "measure", runs: measuringRuns, suspected: new Set() },
    instrument: (model) => underSensor(model, byService, open.gate),
    onBroken: (probeOrCheck, failed) => (broken = withBroken(broken, probeOrCheck, failed)),
    onProbed: async (running) => {
      looked = await findProbes(context, running, { known: looked, again: false, relayImage: sensor.image });
      return servicesFound(context.plan, looked.found);
    },
    onReady: showing.before,
    onRunning: async (running, traffic) => {
      looked = await findProbes(context, running, { known: looked, again: true, relayImage: sensor.image });
      await showing.after(running, traffic);
      addresses = addressBook(running.states());
      onQuiet();
    },
  });
  const started = seen.services.filter(({ containers }) => containers.some(({ startedAt }) => startedAt > 0)).map(({ service }) => service);
  const traces: Record<string, string> = {};
  const edges: Edge[] = [];
  const ports: Record<string, readonly number[]> = {};
  const usedFiles: Record<string, number> = {};
  await open.session.collect(started, async (service, record) => {
    const trace = parseTraffic(service, record);
    edges.push(...observedEdges([trace], addresses));
    ports[service] = observedPorts(trace);
    const whole = await withEarlier(record, service, earlier);
    usedFiles[service] = countUsedFiles(service, whole);
    traces[service] = await storeTrace(workspace, service, whole);
    releaseMemory();
  });
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
  const baselines = new Map(seen.services.map((service) => [service.service, baselineOf(service)]));
  const shown = [...(earlier?.shown ?? []), ...showing.shown];
  const all = { key: shownKey(key, shown), edges: mergedEdges(earlier?.edges ?? [], edges), ...(shown.length === 0 ? {} : { shown }) };
  return {
    ...all,
    trial,
    traces,
    baselines,
    ports,
    ...looked,
    broken,
    usedFiles,
    ...(seen.usage === undefined ? {} : { usage: seen.usage }),
  };
}
