import { clearByGroups, standingsOf, type Proposal } from "./clear-by-groups.js";
import { isSettled, leftOut, namesOf, type Knowledge } from "./knowledge.js";
import { contains, members, size, union, without, type Mask } from "./mask.js";
import type { Position } from "./position.js";

/**
 * A boot worth its time whatever the verdicts of the pending ones are; undefined: none is known. First what the search would boot next after
 * some mix of verdicts, then a group disjoint from the pending ones, then other additions to the best, then others who are blamed, alone.
 * The last boot of a budget is kept until all mixes of verdicts agree on it.
 */
export const besidePending = (
  now: Position,
  pending: readonly Mask[],
  scenarios: readonly Position[],
  bootsLeft: number,
): Proposal | undefined => {
  const afterwards = scenarios.flatMap(({ proposal }) => proposal ?? []);
  const [first] = afterwards;
  if (afterwards.length === scenarios.length && afterwards.every(({ slim }) => slim === first?.slim)) return first;
  if (bootsLeft <= 1 || afterwards.length < scenarios.length) return undefined;
  const apart = (slim: Mask): boolean => pending.every((set) => !contains(set, slim) && !contains(slim, set));
  const open = (slim: Mask): boolean =>
    scenarios.every(({ known, inferring }) => !isSettled(slim, known, inferring) || isOpenAddition(slim, known));
  return [...afterwards, ...alternatives(now, union(pending))].find(({ slim }) => apart(slim) && open(slim));
};

/** Whether the outcome is final although boots are pending: no verdict of theirs changes it, nor calls for another boot that may begin. */
export const settledWhateverPending = (now: Position, scenarios: readonly Position[], mayBoot: boolean): boolean =>
  [now, ...scenarios].every(
    ({ known, claim, proposal }) =>
      claim.label === now.claim.label &&
      claim.assumes === now.claim.assumes &&
      known.best === now.known.best &&
      // A failure still to come may blame someone, which no scenario foresees; only a final claim asks for no boot then.
      (!mayBoot || (proposal === undefined && (claim.label === "PROVEN MAXIMUM" || known.originalFails))),
  );

const alternatives = ({ known, inferring }: Position, busy: Mask): readonly Proposal[] => {
  const standings = standingsOf(known);
  const group = clearByGroups(known, standings, without(busy, standings.cleared));
  const proving = known.best !== 0n && known.best === standings.cleared && standings.unknown === 0n;
  const additions = proving ? members(leftOut(known.best, known), known.costs) : [];
  const doubted = inferring ? members(standings.presumed | (standings.suspected & known.suspects), known.costs) : [];
  return [
    ...(group === undefined ? [] : [group]),
    ...additions.map((one) => ({ slim: known.best | one, why: `the best so far with ${namesOf(one, known).join("")} added` })),
    ...doubted.map((one) => ({ slim: one, why: "blamed by evidence; alone, it is either at fault or cleared" })),
  ];
};

/** Labels rest on booted additions only, so one that monotonicity rules out is still worth a boot. */
const isOpenAddition = (slim: Mask, known: Knowledge): boolean =>
  known.best !== 0n && contains(slim, known.best) && size(without(slim, known.best)) === 1 && !isSettled(slim, known, false);
