import type { Check } from "../model/config.js";
import type { Emit, Stage } from "../model/events.js";
import type { PlannedService } from "../model/plan.js";
import type { Compose, ComposeRun, ContainerState, Engine } from "../model/ports.js";
import type { CheckVerdict } from "../model/trial.js";
import type { Observation } from "./observation.js";

/** A booted stack, as probes and checks see it. */
export type RunningStack = {
  readonly run: ComposeRun;
  readonly phase: "profile" | "trial" | "final";
  readonly states: () => readonly ContainerState[];
};

/** What a trial needs of the rooms that drive traffic. */
export type Traffic = {
  /** Drives one service's probes until they pass. Resolves to what went wrong, or undefined. `isOver` says that waiting is in vain. */
  readonly probe: (service: PlannedService, stack: RunningStack, isOver: () => boolean, signal: AbortSignal) => Promise<string | undefined>;
  /** Why a service isn't up, where something it lacks is why; undefined: its exit code and its log say as much. */
  readonly whyNotUp?: (service: PlannedService, stack: RunningStack) => Promise<string | undefined>;
  readonly check: (check: Check, stack: RunningStack, signal: AbortSignal) => Promise<CheckVerdict>;
};

export type TrialInput = {
  readonly run: ComposeRun;
  readonly stage: Stage;
  readonly phase: RunningStack["phase"];
  /** Dependencies first, with their levels. */
  readonly services: readonly PlannedService[];
  readonly checks: readonly Check[];
  /** Services that hold data: restarted once after the checks, since a second boot on existing data runs other code and reads other files. */
  readonly restart: readonly string[];
  /** How long one service may take to get ready, ms. */
  readonly readyWithinMs: number;
  /** Called once after the checks, while everything still runs as it was booted; what it promises is waited for. */
  readonly onRunning?: (stack: RunningStack) => unknown;
};

export type TrialTools = {
  readonly engine: Engine;
  readonly compose: Compose;
  readonly traffic: Traffic;
  readonly emit: Emit;
  readonly signal: AbortSignal;
};

/** What was seen of one boot; judged elsewhere. Seconds a part. */
export type TrialObservations = {
  readonly services: readonly Observation[];
  readonly checks: readonly CheckVerdict[];
  readonly seconds: Readonly<Record<"boot" | "probes" | "checks" | "teardown", number>>;
};
