/** One way to spoil calls. `call`: what `METHOD PATH` must match; the first fault that fits counts. */
export type Fault = {
  readonly call: RegExp;
  /** error: a refusal; drop: the line goes dead; hang: no answer ever; half: an answer that breaks off; delay: late; cut: passed on, then dead after `ms`. */
  readonly kind: "error" | "drop" | "hang" | "half" | "delay" | "cut";
  readonly status?: number;
  readonly message?: string;
  readonly ms?: number;
  /** How many calls are let pass before, and how many are spoiled then; none and all unless given. */
  readonly skip?: number;
  readonly left?: number;
};

export type FaultProxy = AsyncDisposable & {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** Every call so far. */
  readonly seen: readonly string[];
  /** From now on these and no others; each tells how many calls it met. */
  readonly spoil: (...faults: readonly Fault[]) => readonly { readonly met: number }[];
  readonly listen: () => Promise<void>;
  /** As an engine that is killed: every line is dead, and nobody listens until `listen`. */
  readonly hangUp: () => Promise<void>;
};

/** Paths of the proxy's own socket and of the engine's. */
export function openFaultProxy(options: { readonly socket: string; readonly engine: string }): FaultProxy;
