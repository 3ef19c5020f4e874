/** Trials: boots one combination, watches it, and judges each service against how the original behaved. */
export type { Blame } from "./blame.js";
export { judge, type Judged, type Judging } from "./judge.js";
export { CheckDoubts, type Flakes } from "./check-doubts.js";
export { droppedInLog } from "./dropped-in-log.js";
export { engineFault } from "./engine-fault.js";
export { withLeftOutEvidence } from "./left-out-evidence.js";
export { baselineOf, type Baseline, type Observation } from "./observation.js";
export type { ReadyTime, ReadyTimes } from "./ready-times.js";
export { readyWithin } from "./ready-within.js";
export { openTrial, runTrial } from "./run-trial.js";
export type { LiveTrial, RunningStack, SwapInput, Traffic, Tries, TrialInput, TrialObservations, TrialTools } from "./trial-input.js";
