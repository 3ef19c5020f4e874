import { setTimeout } from "node:timers/promises";
import type { ContainerState, Engine } from "../model/ports.js";
import type { Lifecycle } from "../probe/index.js";

const noticedWithinMs = 5_000;
const lookEveryMs = 50;

/** What a killed program's container ends with: 128 and SIGKILL's number. */
const killedCode = 137;

/**
 * What a probe may do to one container of a trial. A start that is asked for sets the engine's count of restarts to 0, so none of it is held
 * against the service; `states` are the trial's own, and later probes must not meet those of before the restart.
 */
export const lifecycleOf = (
  engine: Pick<Engine, "signalContainer" | "stopContainer" | "startContainer">,
  container: () => ContainerState,
  signal: AbortSignal,
): Lifecycle => ({
  signal: (name) => engine.signalContainer(container().id, name),
  isRunning: () => Promise.resolve(container().status === "running"),
  restart: async (graceMs) => {
    const { id, startedAt } = container();
    const begun = performance.now();
    const { exitCode } = await engine.stopContainer(id, Math.ceil(graceMs / 1000));
    const ms = performance.now() - begun;
    await engine.startContainer(id);
    const isNoticed = (): boolean => container().status === "running" && container().startedAt !== startedAt;
    for (let waited = 0; waited < noticedWithinMs && !isNoticed() && !signal.aborted; waited += lookEveryMs) await setTimeout(lookEveryMs);
    return { killed: exitCode === killedCode && ms >= graceMs, ms: Math.round(ms) };
  },
});
