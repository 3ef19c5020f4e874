import { claimOf } from "./claim.js";
import { clearByGroups, standingsOf, type Proposal } from "./clear-by-groups.js";
import { isSettled, knowledgeOf, leftOut, namesOf, type Knowledge } from "./knowledge.js";
import { members } from "./mask.js";
import { reasonFor } from "./reason.js";
import { resolveConflicts } from "./resolve-conflicts.js";
import type { SearchState, SearchStep } from "./search-state.js";

/**
 * The next combination to boot, or the outcome. Deterministic, total, no state of its own: the observations are all it goes by.
 * All slim first; then without whoever the evidence blames; then, within the budget, what it takes to prove or better what passed.
 * A step `done` names a set that passed a boot, or none (label NONE: keep the original).
 */
export const nextStep = (state: SearchState): SearchStep => {
  const known = knowledgeOf(state);
  const inferring = state.assume !== "nothing" && known.contradiction === undefined;
  const claim = claimOf(known, inferring);
  const proposal = known.originalFails || claim.label === "PROVEN MAXIMUM" ? undefined : propose(known, state, inferring);
  if (proposal !== undefined && state.budget.bootsLeft >= 1) {
    return { kind: "boot", slim: namesOf(proposal.slim, known), why: proposal.why };
  }
  const label = known.originalFails ? "NONE" : claim.label;
  const slim = label === "NONE" ? [] : namesOf(known.best, known);
  return { kind: "done", slim, label, assumes: claim.assumes, why: reasonFor(known, claim, proposal !== undefined) };
};

const propose = (known: Knowledge, state: SearchState, inferring: boolean): Proposal | undefined => {
  if (known.contradiction !== undefined) return addOneByOne(known);
  const last = state.budget.bootsLeft === 1 ? lastBoot(known) : undefined;
  const found = last ?? takeOutBlamed(known) ?? clearByGroups(known, standingsOf(known));
  if (!inferring) return found ?? addOneByOne(known) ?? (known.best === 0n ? tryUnproven(known) : undefined);
  const togetherPass = known.best === standingsOf(known).cleared;
  return found ?? (togetherPass ? addOneByOne(known) : undefined) ?? tryUnproven(known) ?? addOneByOne(known);
};

/** Until something passes: all slim, then without everyone blamed by any failed boot so far, then also without whom these point at. */
const takeOutBlamed = (known: Knowledge): Proposal | undefined => {
  if (known.best !== 0n) return undefined;
  const { suspects, hinted } = known;
  for (const doubted of [suspects, suspects | hinted]) {
    const slim = leftOut(doubted, known);
    if (isSettled(slim, known, true)) continue;
    const names = namesOf(doubted, known).join(", ");
    if (doubted === 0n) return { slim, why: "all slim" };
    return { slim, why: `without everyone the evidence ${doubted === suspects ? "blames" : "blames or points at"}: ${names}` };
  }
  return undefined;
};

/**
 * Blame is a hint: each blamed service alone shows whether it is at fault itself; those that aren't go together, then conflicts. Who was only
 * pointed at is not booted alone: more often than not it fails with another one, and narrowing that conflict down settles both.
 */
const tryUnproven = (known: Knowledge): Proposal | undefined => {
  const { condemned, presumed, suspected } = standingsOf(known);
  const doubted = members(presumed | (suspected & known.suspects), known.costs).find((one) => !isSettled(one, known, true));
  if (doubted !== undefined) return { slim: doubted, why: "blamed by evidence; alone, it is either at fault or cleared" };
  const good = leftOut(condemned, known);
  if (!isSettled(good, known, true)) return { slim: good, why: "every service that passed on its own" };
  return resolveConflicts(known);
};

/** With one boot left, everything that passed somewhere is worth more than a proof. */
const lastBoot = (known: Knowledge): Proposal | undefined => {
  const { cleared } = standingsOf(known);
  return isSettled(cleared, known, true)
    ? undefined
    : { slim: cleared, why: "last boot of the budget: everything that passed in some boot" };
};

/** The best set with one more service, heaviest first. */
const addOneByOne = (known: Knowledge): Proposal | undefined => {
  const one = members(leftOut(known.best, known), known.costs).find((added) => !isSettled(known.best | added, known, false));
  if (one === undefined) return undefined;
  return { slim: known.best | one, why: `the best so far with ${namesOf(one, known).join("")} added` };
};
