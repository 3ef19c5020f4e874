/** Trials: boots one combination, watches it, and judges each service against how the original behaved. */
export { judge, type Judging } from "./judge.js";
export { droppedInLog } from "./dropped-in-log.js";
export { baselineOf, type Baseline, type Observation } from "./observation.js";
export { runTrial, type RunningStack, type Traffic, type TrialInput, type TrialObservations, type TrialTools } from "./run-trial.js";
