import type { MeasuredLoad } from "../model/measurement.js";
import type { Stack, Variant } from "../model/stack.js";
import type { TrialObservations } from "../trial/index.js";
import { bootStack, type Boot } from "./boot.js";
import { rest, runLoadContainer } from "./measure-load.js";
import { startSampling, type Sampler, type Samples, type ServiceSample } from "./measure-samples.js";
import type { RunContext } from "./run-context.js";

/** What one boot gave: of each service what could be taken. `troubles`: why something could not, or is doubtful. */
export type BootFigures = {
  readonly variant: Variant;
  readonly services: ReadonlyMap<string, Partial<ServiceSample> & { readonly readySeconds?: number }>;
  /** Until the last service was ready; undefined: one never was. */
  readonly readySeconds?: number;
  readonly openFilesProblem?: string;
  readonly troubles: readonly string[];
};

export type MeasuredBoot = {
  readonly number: number;
  readonly variant: Variant;
  /** Image of each service that runs slim in this boot. */
  readonly images: Readonly<Record<string, string>>;
  readonly load: MeasuredLoad;
  /** With the load's service, which the context's own stack is without. */
  readonly whole: Stack;
};

/** Boots the stack once, alone and without the sensor, puts it under the load and samples it; leaves nothing of it behind. */
export async function measureBoot(context: RunContext, { number, variant, images, load, whole }: MeasuredBoot): Promise<BootFigures> {
  const { engine, signal, config } = context;
  const troubles: string[] = [];
  let sampler: Sampler | undefined;
  let samples: Samples | undefined;
  let loadedAt = performance.now();
  const boot: Boot = {
    ...{ number, stage: "measure", phase: "trial", images, timed: true },
    checks: load.kind === "checks" ? config.checks : [],
    tries: { kind: "condemn", failures: () => 1 },
    onReady: ({ states }) => {
      loadedAt = performance.now();
      sampler = startSampling(engine, states, signal);
    },
    onRunning: async (stack) => {
      if (load.kind === "checks") await rest(loadedAt, load.seconds, signal);
      else {
        const trouble = await runLoadContainer(context, whole, load, stack);
        if (trouble !== undefined) troubles.push(trouble);
      }
      samples = await sampler?.stop();
    },
  };
  try {
    return figuresOf(variant, await bootStack(context, boot), samples, troubles);
  } finally {
    sampler?.end();
  }
}

/** A service that wasn't ready, or was started anew, has no figures: what hardly ran used hardly anything. */
function figuresOf(variant: Variant, seen: TrialObservations, samples: Samples | undefined, loadTroubles: readonly string[]): BootFigures {
  const troubles = [...loadTroubles];
  const services = new Map<string, Partial<ServiceSample> & { readonly readySeconds?: number }>();
  for (const { service, probeError, startError, restarts } of seen.services) {
    const ready = seen.ready?.[service];
    const bad = probeError ?? startError ?? (restarts > 0 ? `it restarted ${String(restarts)} times` : undefined);
    if (bad !== undefined) {
      troubles.push(`${service} has no figures of this round: ${bad.split("\n")[0] ?? ""}`);
      continue;
    }
    services.set(service, { ...samples?.services.get(service), ...(ready === undefined ? {} : { readySeconds: ready.ms / 1000 }) });
  }
  for (const { name, pass, error } of seen.checks)
    if (!pass) troubles.push(`the check ${name} failed, so the load is another one: ${error?.split("\n")[0] ?? ""}`);
  const running = seen.services.filter(({ containers }) => containers.some(({ status }) => status === "running"));
  const all = running.map(({ service }) => seen.ready?.[service]?.atMs);
  const last = all.every((atMs) => atMs !== undefined) && all.length > 0 ? { readySeconds: Math.max(...all) / 1000 } : {};
  const problem = samples?.openFilesProblem;
  return { variant, services, ...last, ...(problem === undefined ? {} : { openFilesProblem: problem }), troubles };
}
