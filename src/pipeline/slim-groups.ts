import type { Policy } from "../model/config.js";
import type { ImageInfo } from "../model/image.js";
import type { Trace, TraceFact } from "../model/trace.js";
import type { ServiceNeeds } from "../slim/index.js";
import type { Profile } from "./profile-stage.js";
import { imageOf, type RunContext } from "./run-context.js";
import type { Recording } from "./trace-files.js";
import { parseUses, TraceStore } from "./trace-store.js";

/** Services that run one image: they get one slim image, which has what any of them needs. */
export type SlimGroup = {
  readonly services: readonly string[];
  readonly original: ImageInfo;
  readonly policy: Policy;
  readonly needs: ServiceNeeds;
  /** Of the traces of all its services, and of what was recorded of them. */
  readonly traceDigests: readonly string[];
  readonly trace: () => Promise<Trace>;
  /** Of its services, how many recorded sessions the trace has too. */
  readonly recorded: Readonly<Record<string, number>>;
};

/** The images that are to be slimmed, each once. */
export const slimmableImages = (context: RunContext): readonly ImageInfo[] => {
  const images = context.plan.services.filter(({ variant }) => variant === "slim").map(({ name }) => imageOf(context, name));
  return [...new Map(images.map((image) => [image.id, image])).values()];
};

const policies: readonly Policy[] = ["strict", "balanced", "safe"];

/** The groups of services to be slimmed: planned slim, and seen by the sensor. In the plan's order. */
export function slimGroups(context: RunContext, profile: Profile, recording: Recording): readonly SlimGroup[] {
  const traces = new TraceStore(context.workspace, profile.traces);
  const slimmable = context.plan.services.filter(({ name, variant }) => variant === "slim" && traces.has(name)).map(({ name }) => name);
  const byImage = new Map<string, string[]>();
  for (const service of slimmable) {
    const { id, ref } = imageOf(context, service);
    const key = `${id} ${ref}`;
    byImage.set(key, [...(byImage.get(key) ?? []), service]);
  }
  return [...byImage.values()].map((services): SlimGroup => {
    const first = services[0] ?? "";
    const recorded = services.flatMap((service) => recording.of(service, imageOf(context, first).id) ?? []);
    return {
      services,
      original: imageOf(context, first),
      policy: widest(services.map((service) => context.plan.services.find(({ name }) => name === service)?.policy ?? "balanced")),
      needs: needsOf(context, services),
      traceDigests: [...services.map((service) => traces.digest(service)), ...recorded.map(({ sum }) => sum)],
      recorded: Object.fromEntries(recorded.map(({ service, sessions }) => [service, sessions.length])),
      trace: async () => {
        const facts: TraceFact[] = [];
        for (const service of services) for (const fact of (await traces.read(service)).facts) facts.push(fact);
        for (const head of recorded) for (const fact of parseUses(head.service, await recording.read(head)).facts) facts.push(fact);
        return { service: first, facts };
      },
    };
  });
}

const widest = (wanted: readonly Policy[]): Policy => policies[Math.max(...wanted.map((policy) => policies.indexOf(policy)))] ?? "balanced";

function needsOf({ stack, config }: RunContext, names: readonly string[]): ServiceNeeds {
  const specs = stack.services.filter(({ name }) => names.includes(name)).map(({ spec }) => spec);
  const own = names.map((name) => config.services[name]);
  const entrypoint = specs.flatMap((spec) => spec.entrypoint ?? []);
  const command = specs.flatMap((spec) => spec.command ?? []);
  const healthcheck = specs
    .map((spec) => spec.healthcheck)
    .find((check) => check?.disable !== true && (check?.test?.length ?? 0) > 0)?.test;
  const workingDirectory = specs.map((spec) => spec.working_dir).find((folder) => folder !== undefined);
  const variables = specs.flatMap((spec) => Object.entries(spec.environment ?? {}));
  const [firstDrop = [], ...otherDrops] = own.map((settings) => settings?.drop ?? []);
  return {
    ...(entrypoint.length === 0 ? {} : { entrypoint }),
    ...(command.length === 0 ? {} : { command }),
    ...(healthcheck === undefined ? {} : { healthcheck }),
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
    environment: Object.fromEntries(variables.map(([name, value]) => [name, value ?? ""])),
    volumeMounts: specs.flatMap((spec) => (spec.volumes ?? []).filter(({ type }) => type === "volume").map(({ target }) => target)),
    keep: own.flatMap((settings) => settings?.keep ?? []),
    // Dropped only when no service of the image wants it.
    drop: firstDrop.filter((glob) => otherDrops.every((globs) => globs.includes(glob))),
  };
}
