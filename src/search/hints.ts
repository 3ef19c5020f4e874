import { maskOfNames, union, without, type Mask } from "./mask.js";
import type { Observation, SearchState } from "./search-state.js";

export type Hints = {
  /** Blamed by the evidence of a failed boot in which they ran slim, and not acquitted by another. */
  readonly suspects: Mask;
  /** Pointed at by such a boot without being blamed for it. */
  readonly hinted: Mask;
};

/**
 * Whom the evidence of failed boots points at. It speaks of one service's image each time, so it holds as long as that image is the same, even
 * when others of its boot were repaired since and the boot's verdict is void. What was seen after a swap in a running trial speaks of images too.
 */
export const hintsOf = (state: SearchState, names: readonly string[]): Hints => {
  const telling = state.observations.filter(({ pass, swapped, inconclusive }) => (!pass || swapped === true) && inconclusive !== true);
  const speaksOf = (seen: Observation, name: string): boolean =>
    (seen.swapped === true || ranSlim(seen, name)) && isUnchanged(name, seen, state);
  const named = (pick: (seen: Observation) => readonly string[] | undefined): Mask =>
    union(telling.map((seen) => maskOfNames(pick(seen)?.filter((name) => speaksOf(seen, name)) ?? [], names)));
  const acquitted = union(telling.map((seen) => maskOfNames(seen.acquitted?.filter((name) => !ranSlim(seen, name)) ?? [], names)));
  const suspects = without(
    named(({ culprits }) => culprits),
    acquitted,
  );
  return {
    suspects,
    hinted: without(
      named((seen) => seen.suspects),
      acquitted | suspects,
    ),
  };
};

/** Whether the service's slim image is still the one that the boot ran; undefined revisions count as current. */
export const isUnchanged = (name: string, seen: Observation, { revisions = {} }: SearchState): boolean => {
  const [then, now] = [seen.revisions?.[name], revisions[name]];
  return then === undefined || now === undefined || then === now;
};

const ranSlim = ({ slim }: Observation, name: string): boolean => [...slim].includes(name);
