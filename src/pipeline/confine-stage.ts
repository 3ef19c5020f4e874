import type { ImageInfo } from "../model/image.js";
import { appArmorProfile, seccompProfile } from "../profile/index.js";
import { capabilitiesOf, hasSysAdmin, ownConfinement } from "../stack/confine.js";
import { underSensor } from "../stack/isolate-sensor.js";
import { judge, readyWithin } from "../trial/index.js";
import { digest } from "../workspace/index.js";
import { bootStack } from "./boot.js";
import type { Confining } from "./confining.js";
import { openSensor } from "./open-sensor.js";
import type { Profile } from "./profile-stage.js";
import { cached, imageOf, type RunContext } from "./run-context.js";
import { provideSensor } from "./sensor.js";
import type { Slimmer } from "./slimmer.js";
import { parseCalls, TraceStore } from "./trace-store.js";
import type { TrialsResult } from "./trials-stage.js";
import { verifiedProfiles } from "./verify-seccomp.js";

export const seccompFile = (service: string): string => `services/${service}/seccomp.json`;
export const appArmorFile = (service: string): string => `services/${service}/apparmor.profile`;

/** Services whose profiles a trial held up, each with its file. */
export type Confined = { readonly verified: ReadonlyMap<string, string> };

/**
 * Writes profiles of what services were observed to do, where the options ask for them: AppArmor's from the profile's traces, seccomp's from one more
 * boot, of the final combination, whose every unusual call is told. With `apply`, the seccomp profiles are put to a trial.
 */
export async function confineStage(context: RunContext, profile: Profile, slimmer: Slimmer, result: TrialsResult): Promise<Confined> {
  const { confine } = context.options;
  if (confine?.apparmor === true) await writeAppArmor(context, profile);
  if (confine === undefined || confine.seccomp === "off") return { verified: new Map() };
  if (!context.engineInfo.securityOptions.some((option) => /^name=seccomp,profile=(?:default|builtin)$/.test(option))) {
    context.warn("the engine's own seccomp profile is not in force, on which observed ones rest: none was made");
    return { verified: new Map() };
  }
  const confining = confiningOf(context, profile, slimmer, result);
  const files = await observedProfiles(confining);
  if (confine.seccomp === "write" || files.size === 0) return { verified: new Map() };
  return { verified: await verifiedProfiles(confining, files) };
}

function confiningOf(context: RunContext, profile: Profile, slimmer: Slimmer, { outcome, trials, brokenChecks }: TrialsResult): Confining {
  const { combination } = outcome;
  const images = [...slimmer.images()].filter(([service]) => combination[service] === "slim");
  const refs = Object.fromEntries(images.map(([service, { ref }]) => [service, ref]));
  const ids = Object.fromEntries(images.map(([service, { id }]) => [service, id]));
  const { checks } = context.config;
  const boot: Confining["boot"] = async (number, instrument, why) => {
    context.emit({ type: "note", stage: "trials", detail: `boot ${String(number)}: ${why}` });
    const seen = await bootStack(context, {
      ...{ number, stage: "trials", phase: "final", images: refs, checks },
      tries: { kind: "condemn", failures: () => 3 },
      readyWithinMs: readyWithin(profile.trial, context.options.readyWithinMs),
      ...(instrument === undefined ? {} : { instrument }),
    });
    return judge(seen, {
      ...{ boot: number, purpose: "final", combination, why, baselines: profile.baselines, edges: profile.edges },
      brokenChecks: new Set(brokenChecks.keys()),
      dropped: () => [],
    });
  };
  const key = digest("confine", profile.key, ids, checks);
  return { context, profile, combination, refs, key, boot, first: trials.length + 1 };
}

/** The files of the profiles, by service. Services with a profile of their own, or that were not seen, have none. */
async function observedProfiles({ context, key, boot, first }: Confining): Promise<ReadonlyMap<string, string>> {
  const { stack, workspace } = context;
  const sensor = await provideSensor(context.engineInfo.architecture);
  const measured = await cached(context, "calls", digest(key, sensor.digest), async () => {
    await using open = await openSensor(context, sensor, `stack-slim-${context.runId}-calls`);
    const images = new Map<string, ImageInfo>(stack.services.map(({ name }) => [name, imageOf(context, name)]));
    const { trial } = await boot(first, (model) => underSensor(model, images, open.gate, ["-a"]), "what system calls the services make");
    const calls: Record<string, readonly string[]> = {};
    await open.session.collect([], (service, record) => {
      calls[service] = parseCalls(service, record);
      return Promise.resolve();
    });
    return { pass: trial.pass, calls };
  });
  if (!measured.value.pass) {
    context.warn("the stack did not pass while its system calls were observed, so too few were seen: no seccomp profile was made");
    return new Map();
  }
  const files = new Map<string, string>();
  for (const { name, spec } of stack.services) {
    const calls = measured.value.calls[name];
    if (calls === undefined) continue;
    const why = ownConfinement(spec);
    if (why !== undefined) {
      context.warn(`${name} gets no seccomp profile: ${why}`);
      continue;
    }
    const { profile, unknown } = seccompProfile({ calls: new Set(calls), hasSysAdmin: hasSysAdmin(spec) });
    if (unknown.length > 0)
      context.warn(`${name} made system calls without a known name, which its profile refuses: ${unknown.join(", ")}`);
    files.set(name, await workspace.writeText(seccompFile(name), `${JSON.stringify(profile, null, 1)}\n`));
  }
  return files;
}

async function writeAppArmor({ stack, workspace, images }: RunContext, { traces }: Profile): Promise<void> {
  const store = new TraceStore(workspace, traces);
  for (const { name, spec, image } of stack.services) {
    if (!store.has(name)) continue;
    const mounts = (spec.volumes ?? []).filter(({ read_only }) => read_only !== true).map(({ target }) => target);
    const tmpfs = (spec.tmpfs ?? []).map((mount) => mount.split(":")[0] ?? mount);
    const text = appArmorProfile({
      name: `stack-slim-${stack.model.name}-${name}`,
      facts: await store.facts(name),
      writable: [...mounts, ...tmpfs, ...(images.get(image)?.config.volumes ?? [])],
      capabilities: capabilitiesOf(spec),
    });
    await workspace.writeText(appArmorFile(name), text);
  }
}
