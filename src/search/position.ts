import { claimOf, type Claim } from "./claim.js";
import type { Proposal } from "./clear-by-groups.js";
import type { Knowledge } from "./knowledge.js";
import { propose } from "./propose.js";
import type { SearchState } from "./search-state.js";

/** Where the verdicts so far have led. `proposal`: what to boot next, budget and pending boots apart; undefined: the claim is final. */
export type Position = {
  readonly known: Knowledge;
  /** Whether failures may be inferred from failures: unless that is ruled out by choice or by a boot that contradicts it. */
  readonly inferring: boolean;
  readonly claim: Claim;
  readonly proposal: Proposal | undefined;
};

export const positionOf = (known: Knowledge, { assume, budget }: SearchState): Position => {
  const inferring = assume !== "nothing" && known.contradiction === undefined;
  const claim = known.originalFails ? ({ label: "NONE", assumes: "nothing" } as const) : claimOf(known, inferring);
  const settled = known.originalFails || claim.label === "PROVEN MAXIMUM";
  return { known, inferring, claim, proposal: settled ? undefined : propose(known, budget.bootsLeft, inferring) };
};
