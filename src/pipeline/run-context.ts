import type { Config } from "../model/config.js";
import type { Attendant, ContinueAfter } from "../model/continue-after.js";
import type { Emit } from "../model/events.js";
import type { ImageInfo } from "../model/image.js";
import type { Plan } from "../model/plan.js";
import type { Compose, Engine, EngineInfo } from "../model/ports.js";
import type { Stack } from "../model/stack.js";
import type { BrokenParts } from "../probe/index.js";
import type { Workspace } from "../workspace/index.js";
import type { ClonedVolume } from "./cloned-volumes.js";

/** What every stage of one run shares. */
export type RunContext = {
  /** Short random name of this run: part of the name and the label of all it makes in the engine. */
  readonly runId: string;
  /** When the run began, on the clock of performance.now(), ms. */
  readonly startedAt: number;
  readonly engine: Engine;
  readonly engineInfo: EngineInfo;
  readonly compose: Compose;
  readonly workspace: Workspace;
  readonly emit: Emit;
  readonly warn: (message: string) => void;
  readonly signal: AbortSignal;
  readonly stack: Stack;
  readonly config: Config;
  readonly plan: Plan;
  /** By image reference; every image of the stack is in the engine by now. */
  readonly images: ReadonlyMap<string, ImageInfo>;
  /** Texts of the stack's secrets: masked in all that is shown or stored. */
  readonly secrets: readonly string[];
  /** Volumes of the user's that every boot gets copies of. */
  readonly clones: readonly ClonedVolume[];
  readonly options: RunOptions;
  /** What the original answers badly too; absent before it was profiled. */
  readonly broken?: BrokenParts;
  /** Absent: nobody can be asked. */
  readonly attendant?: Attendant;
};

export type RunOptions = {
  readonly maxBoots: number;
  /** How many stacks may run at once; absent: as many as the machine takes. */
  readonly parallel?: number;
  /** No boot begins that would probably end later than this after the run began; absent: no bound. */
  readonly maxMinutes?: number;
  /** What a service is worth that is slim: the bytes that saves, or one. */
  readonly weigh: "bytes" | "count";
  readonly readyWithinMs: number;
  /** Take nothing from the workspace. */
  readonly fresh: boolean;
  readonly denyDockerSocket: boolean;
  /** What the originals are given while they are profiled, in this order; absent: `probe` alone. */
  readonly continueAfter?: readonly ContinueAfter[];
  /** Whether `openapi` probes and checks send what changes something; absent: as each says, which is true by default. */
  readonly probeWrites?: boolean;
  /** Bytes that one copy of a bind mount or volume may take, for each boot anew. */
  readonly mostCopyBytes: number;
  /** Profiles to be made of what services were observed to do; absent: none. `apply`: put to a trial, and into a compose file. */
  readonly confine?: { readonly seccomp: "off" | "write" | "apply"; readonly apparmor: boolean };
};

/** The image a service runs now. @throws a defect when the plan and the images disagree. */
export function imageOf(context: Pick<RunContext, "images" | "stack">, service: string): ImageInfo {
  const ref = context.stack.services.find(({ name }) => name === service)?.image;
  const image = ref === undefined ? undefined : context.images.get(ref);
  if (image === undefined) throw new Error(`no image of service ${service}`);
  return image;
}

/** The stored value, or the one made now and stored; nothing is stored when making it fails. */
export async function cached<T>(
  { workspace, options }: Pick<RunContext, "workspace" | "options">,
  name: string,
  key: string,
  make: () => Promise<T>,
): Promise<{ readonly value: T; readonly hit: boolean }> {
  const artifact = workspace.artifact<T>(name, key);
  const stored = options.fresh ? undefined : await artifact.read();
  if (stored !== undefined) return { value: stored, hit: true };
  const value = await make();
  await artifact.write(value);
  return { value, hit: false };
}
