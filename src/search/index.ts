/** Search: from the verdicts so far, the next combination to boot or the outcome with an honest label. Pure; boots nothing itself. */
export { failuresNeeded } from "./failures-needed.js";
export { flakeVerdict, type CheckRuns, type FlakeVerdict } from "./flake-verdict.js";
export { nextStep } from "./next-step.js";
export { rateOf, type Runs } from "./rate-of.js";
export { MOST_PENDING } from "./scenarios.js";
export type { Assumption, Budget, Candidate, Observation, SearchState, SearchStep } from "./search-state.js";
