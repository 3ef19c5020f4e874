import { chanceToPass, informativeSize, type FaultCounts } from "./fault-rate.js";
import { isSettled, namesOf, type Knowledge } from "./knowledge.js";
import { members, size, union, without, type Mask } from "./mask.js";

export type Proposal = { readonly slim: Mask; readonly why: string };

/** Every candidate has one standing. `presumed`: the one left of a failing group when all others of it passed elsewhere. */
export type Standings = {
  readonly cleared: Mask;
  readonly condemned: Mask;
  readonly suspected: Mask;
  readonly presumed: Mask;
  readonly unknown: Mask;
};

export const standingsOf = (known: Knowledge): Standings => {
  const cleared = union(known.passes);
  const condemned = union(known.minimalFails.filter((set) => size(set) === 1));
  const suspected = without(known.suspects | known.hinted, cleared | condemned);
  const presumed = union(
    known.minimalFails
      .filter((set) => (set & (condemned | suspected)) === 0n)
      .map((set) => without(set, cleared))
      .filter((rest) => size(rest) === 1),
  );
  return { cleared, condemned, suspected, presumed, unknown: without(known.all, cleared | condemned | suspected | presumed) };
};

/**
 * Group testing of the services nobody blames: each group runs slim with the rest original, heaviest first, so that the service a
 * failing group is narrowed down to is the cheapest of it to leave out. When the untested ones are likely good, all good ones at once.
 * `busy`: in groups being booted now, so in no other. undefined: every service has a standing and the good ones were booted together, or
 * the next group can't be told before a verdict of the busy ones.
 */
export const clearByGroups = (known: Knowledge, standings: Standings, busy: Mask = 0n): Proposal | undefined => {
  const { cleared, condemned, suspected, presumed, unknown } = standings;
  const unexplained = known.minimalFails.filter((set) => (set & (condemned | suspected | presumed)) === 0n);
  const failing = disjointSmallestFirst(unexplained.map((set) => without(set, cleared)).filter((set) => size(set) > 1));
  const counts: FaultCounts = { cleared: size(cleared), bad: size(condemned | presumed), failingGroups: failing.map(size) };
  const unseen = without(unknown, union(failing) | busy);
  const together = cleared | unseen;
  const smallest = failing.find((group) => size(without(group, busy)) > 1);

  const likely = size(unseen) <= 1 || chanceToPass(counts, size(unseen), undefined) >= WORTH_TRYING;
  if (smallest === undefined && likely && !isSettled(together, known, true)) {
    return { slim: together, why: "every service that isn't blamed or known to fail" };
  }
  const pool = smallest === undefined ? unseen : without(smallest, busy);
  const most = size(pool) - (smallest === undefined ? 0 : 1);
  if (most < 1) return undefined;
  const group = union(
    members(pool, known.costs).slice(0, informativeSize(counts, most, smallest === undefined ? undefined : size(smallest))),
  );
  const slim = smallest === undefined && most <= LAST_FEW ? cleared | group : group;
  if (isSettled(slim, known, true)) return undefined;
  const why = smallest === undefined ? "untested so far" : `part of the failing group ${namesOf(smallest, known).join(", ")}`;
  return { slim, why };
};

/** A boot of everything good saves its confirming boot when it passes and adds one when it fails. */
const WORTH_TRYING = 0.3;

/** Tested on top of everything good, so that a pass is already the boot of all good ones together. */
const LAST_FEW = 4;

const disjointSmallestFirst = (sets: readonly Mask[]): readonly Mask[] =>
  [...sets]
    .sort((a, b) => size(a) - size(b) || (a < b ? -1 : 1))
    .reduce<readonly Mask[]>((chosen, set) => ((union(chosen) & set) === 0n ? [...chosen, set] : chosen), []);
