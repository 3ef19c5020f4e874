import type { Proposal } from "./clear-by-groups.js";
import { minimumHittingSet } from "./hitting-set.js";
import { isSettled, leftOut, namesOf, type Knowledge } from "./knowledge.js";
import { contains, members, size, union, without, type Mask } from "./mask.js";

/**
 * For services that work one by one and not together: narrow each failing set down to the services that conflict, then leave out the
 * cheapest that breaks every conflict and boot the rest; a pass is the maximum, a failure is the next conflict.
 * undefined: no boot would teach more.
 */
export const resolveConflicts = (known: Knowledge): Proposal | undefined => {
  const narrowest = [...known.minimalFails].sort((a, b) => size(a) - size(b) || (a < b ? -1 : 1));
  for (const failing of narrowest) {
    const slim = narrowDown(failing, known);
    if (slim !== undefined) return { slim, why: `to narrow down the conflict within ${namesOf(failing, known).join(", ")}` };
  }
  const cheapest = minimumHittingSet(known.minimalFails, known.all, known.costs).mask;
  const slim = leftOut(cheapest, known);
  return isSettled(slim, known, true)
    ? undefined
    : { slim, why: `without ${namesOf(cheapest, known).join(", ")}, the least that breaks every conflict found` };
};

/** The next smaller part of a failing set to boot; undefined: it passes without any one of its members, so all of them conflict. */
const narrowDown = (failing: Mask, known: Knowledge): Mask | undefined => {
  const passesWithout = (one: Mask): boolean => known.passes.some((passing) => contains(passing, without(failing, one)));
  const open = members(failing, known.costs).filter((one) => size(failing) > 1 && !passesWithout(one));
  const blamed = failing & (known.suspects | known.hinted);
  if (open.length > 0 && blamed !== failing && !isSettled(blamed, known, true)) return blamed;
  const innocentFirst = [...open.filter((one) => (one & blamed) === 0n), ...open.filter((one) => (one & blamed) !== 0n)];
  for (let count = Math.ceil(open.length / 2); count >= 1; count = count === 1 ? 0 : Math.ceil(count / 2)) {
    const smaller = without(failing, union(innocentFirst.slice(0, count)));
    if (!isSettled(smaller, known, true)) return smaller;
  }
  return innocentFirst.map((one) => without(failing, one)).find((smaller) => !isSettled(smaller, known, true));
};
