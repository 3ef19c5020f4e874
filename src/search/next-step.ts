import { besidePending, settledWhateverPending } from "./beside-pending.js";
import { knowledgeOf, namesOf } from "./knowledge.js";
import { positionOf, type Position } from "./position.js";
import { reasonFor } from "./reason.js";
import { MOST_PENDING, scenariosOf } from "./scenarios.js";
import type { Budget, SearchState, SearchStep } from "./search-state.js";

/**
 * The next combination to boot, or the outcome. Deterministic, total, no state of its own: the observations are all it goes by.
 * All slim first; then without whoever the evidence blames; then, within the budget, what it takes to prove or better what passed.
 * While boots are pending: another one that is worth its time whatever their verdicts are, or `wait`.
 * A step `done` names a set that passed a boot, or none (label NONE: keep the original).
 */
export function nextStep(state: SearchState & { readonly pending?: undefined }): Exclude<SearchStep, { kind: "wait" }>;
export function nextStep(state: SearchState): SearchStep;
export function nextStep(state: SearchState): SearchStep {
  const known = knowledgeOf(state);
  const position = positionOf(known, state);
  const mayBoot = state.budget.bootsLeft >= 1 && state.budget.minutes !== "over";
  const { pending, scenarios } = scenariosOf(state, known);
  if (pending.length === 0) {
    const { proposal } = position;
    if (proposal === undefined || !mayBoot) return outcomeOf(position, state.budget);
    return { kind: "boot", slim: namesOf(proposal.slim, known), why: proposal.why };
  }
  if (pending.length > MOST_PENDING) return { kind: "wait", why: `for one of ${String(pending.length)} pending boots` };
  const proposal = mayBoot ? besidePending(position, pending, scenarios, state.budget.bootsLeft) : undefined;
  if (proposal !== undefined) return { kind: "boot", slim: namesOf(proposal.slim, known), why: proposal.why };
  if (settledWhateverPending(position, scenarios, mayBoot)) return outcomeOf(position, state.budget);
  const booting = pending.map((set) => namesOf(set, known).join(", ")).join("; ");
  return { kind: "wait", why: `what comes next depends on the boot of slim ${booting}` };
}

const outcomeOf = ({ known, claim, proposal }: Position, budget: Budget): SearchStep & { kind: "done" } => {
  const { label, assumes } = claim;
  const slim = label === "NONE" ? [] : namesOf(known.best, known);
  return { kind: "done", slim, label, assumes, why: reasonFor(known, claim, proposal === undefined ? undefined : budget) };
};
