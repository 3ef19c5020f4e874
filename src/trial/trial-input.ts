import type { Check } from "../model/config.js";
import type { Emit, Stage } from "../model/events.js";
import type { PlannedService } from "../model/plan.js";
import type { Compose, ComposeRun, ContainerState, Engine, Usage } from "../model/ports.js";
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
  /**
   * How long the stack is watched at least after it started, and again after a restart, ms: a service that starts, answers, and ends a few seconds
   * later is seen doing so, and what it reads only then is in its trace.
   */
  readonly watchedMs: number;
  /** How often a check is run that fails. */
  readonly tries: Tries;
  /** Called once after the probes, before the checks; what it promises is waited for. */
  readonly onReady?: (stack: RunningStack) => unknown;
  /** Called once after the checks, while everything still runs as it was booted; what it promises is waited for. */
  readonly onRunning?: (stack: RunningStack) => unknown;
};

/**
 * On slim services a check that fails is run until it passes or has failed as often in a row as condemns it. On the original it is measured: run
 * `runs` times once it failed, or was named in `suspected`.
 */
export type Tries =
  | { readonly kind: "condemn"; readonly failures: (check: string) => number }
  | { readonly kind: "measure"; readonly runs: number; readonly suspected: ReadonlySet<string> };

/** What is exercised again after services of a running trial were replaced. */
export type SwapInput = {
  /** Services that get new containers, from the run's file as it is now. */
  readonly services: readonly string[];
  /** Called between the end of their old containers and the start of their new ones. */
  readonly between: () => Promise<void>;
  readonly checks: readonly Check[];
};

/** A booted stack that has been exercised and still runs. */
export type LiveTrial = {
  readonly seen: TrialObservations;
  /** Replaces services, exercises them and the given checks, and observes every service. Only a broken engine or an abort rejects. */
  readonly swap: (input: SwapInput) => Promise<Omit<TrialObservations, "seconds">>;
  /** Ends and removes the containers of these services, at once. */
  readonly end: (services: readonly string[]) => Promise<void>;
  /** Takes everything down, once; resolves to the seconds it took. */
  readonly close: () => Promise<number>;
};

export type TrialTools = {
  readonly engine: Engine;
  readonly compose: Compose;
  readonly traffic: Traffic;
  readonly emit: Emit;
  readonly signal: AbortSignal;
};

/** What was seen of one boot; judged elsewhere. Seconds a part. `usage`: of all containers, after the checks. */
export type TrialObservations = {
  readonly usage?: Usage;
  readonly services: readonly Observation[];
  readonly checks: readonly CheckVerdict[];
  readonly seconds: Readonly<Record<"boot" | "probes" | "checks" | "teardown", number>>;
};
