import { clearByGroups, standingsOf, type Proposal } from "./clear-by-groups.js";
import { isSettled, leftOut, namesOf, type Knowledge } from "./knowledge.js";
import { members } from "./mask.js";
import { resolveConflicts } from "./resolve-conflicts.js";

/** The next boot that betters or proves what passed, going by verdicts alone; undefined: none does. `inferring`: under monotonicity. */
export const propose = (known: Knowledge, bootsLeft: number, inferring: boolean): Proposal | undefined => {
  if (known.contradiction !== undefined) return addOneByOne(known);
  const last = bootsLeft === 1 ? lastBoot(known) : undefined;
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
