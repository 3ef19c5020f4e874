/** Repair: from what a failed trial shows, what to add to which slim image next, or that a service runs its original. Pure; changes no image itself. */
export { decide, type Case, type Decision } from "./decide.js";
export { climb, rungs, untried, type LadderState, type Move, type Rung } from "./ladder.js";
