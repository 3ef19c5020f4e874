import type { Probe } from "../model/config.js";
import type { ExecResult } from "../model/ports.js";
import type { Endpoints } from "./endpoints.js";

export type ProbeOf<K extends Probe["kind"]> = Extract<Probe, { readonly kind: K }>;

/** What a driver may use of the world: its own service, the host's way to it, and a bound (the signal) on how long it may take. */
export type ProbeContext = {
  readonly service: string;
  readonly endpoints: Endpoints;
  /** Runs a command in the service's container. */
  readonly exec: (command: readonly string[], timeoutMs: number) => Promise<ExecResult>;
  /** What may be done to the service's container; absent where there is none. */
  readonly lifecycle?: Lifecycle;
  readonly signal: AbortSignal;
  /** Folder of the config file: where command probes run. */
  readonly cwd: string;
  /** What is worth knowing but fails nothing, one line. */
  readonly log: (line: string) => void;
};

/** Acts on the service's container. Each rejects when the engine can't. */
export type Lifecycle = {
  readonly signal: (name: string) => Promise<void>;
  /** Stops and starts it. `killed`: it had to be ended by force after the grace time; `ms`: how long it took to end. */
  readonly restart: (graceMs: number) => Promise<{ readonly killed: boolean; readonly ms: number }>;
  readonly isRunning: () => Promise<boolean>;
};

/**
 * `error` is one line a person understands; `retryable`: the same probe may pass a moment later. `failed`: of a probe that finds its own requests,
 * what `allow` would have to name for it to pass.
 */
export type ProbeResult =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly error: string; readonly retryable: boolean; readonly failed?: readonly string[] };

/** One kind of probe. `run` makes one attempt and leaves nothing behind, neither in the service nor on the host. */
export type Driver<K extends Probe["kind"]> = {
  readonly kind: K;
  readonly run: (probe: ProbeOf<K>, context: ProbeContext) => Promise<ProbeResult>;
};

export type Drivers = { readonly [K in Probe["kind"]]: Driver<K> };

export const passed = (detail: string): ProbeResult => ({ ok: true, detail });

export const tryAgain = (error: string): ProbeResult => ({ ok: false, error, retryable: true });

export const giveUp = (error: string): ProbeResult => ({ ok: false, error, retryable: false });
