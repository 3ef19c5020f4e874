import type { ContainerState } from "../model/ports.js";

/** What a trial saw of one service, before anything is judged. */
export type Observation = {
  readonly service: string;
  /** All its containers (replicas) at the end of the trial. */
  readonly containers: readonly ContainerState[];
  /** Restarts by the engine's count, those before a restart that the trial itself asked for included. */
  readonly restarts: number;
  /** undefined: no probe, or it passed. */
  readonly probeError?: string;
  /** What compose said when the service's container was never made. */
  readonly startError?: string;
  /** Last part of its log; read only for services that look bad. */
  readonly log: string;
};

/** How the original behaved: what a slim service may do without being blamed for it. */
export type Baseline = {
  readonly restarts: number;
  readonly exitCodes: readonly number[];
  readonly oomKilled: boolean;
  readonly unhealthy: boolean;
  readonly probePassed: boolean;
};

export const baselineOf = ({ containers, restarts, probeError }: Observation): Baseline => ({
  restarts,
  exitCodes: containers.filter(hasEnded).map(({ exitCode }) => exitCode),
  oomKilled: containers.some(({ oomKilled }) => oomKilled),
  unhealthy: containers.some(({ health }) => health === "unhealthy"),
  probePassed: probeError === undefined,
});

export const hasEnded = ({ status }: ContainerState): boolean => status === "exited" || status === "dead";

/** Compose gave up before it got to this service; what it gave up over is another one's. */
export const neverReached = ({ containers, startError }: Observation): boolean =>
  startError !== undefined && containers.every(({ error, startedAt }) => error === "" && startedAt === 0);

/** No restart policy will bring it back: nothing more can come of waiting. */
export const isOver = (containers: readonly ContainerState[]): boolean => containers.length > 0 && containers.every(hasEnded);
