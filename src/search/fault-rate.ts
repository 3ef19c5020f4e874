/** What group tests have shown so far of how common faults are: services cleared, found bad, and sizes of disjoint groups with a fault in them. */
export type FaultCounts = { readonly cleared: number; readonly bad: number; readonly failingGroups: readonly number[] };

/**
 * The size of the next group to test, 1 … `most`, whose chance to pass is nearest to one half, so that either verdict teaches most.
 * `within`: size of the failing group it is taken from; undefined: taken from services of which nothing is known.
 * The chance is averaged over fault rates by how well each explains the counts; faults are taken as independent.
 */
export const informativeSize = (counts: FaultCounts, most: number, within: number | undefined): number => {
  let best = 1;
  let nearest = Infinity;
  for (let size = 1; size <= most; size += 1) {
    const distance = Math.abs(chanceToPass(counts, size, within) - 0.5);
    if (distance < nearest) [best, nearest] = [size, distance];
  }
  return best;
};

export const chanceToPass = (counts: FaultCounts, size: number, within: number | undefined): number => {
  let total = 0;
  let passing = 0;
  for (const { rate, prior } of RATES) {
    const good = 1 - rate;
    const groups = counts.failingGroups.reduce((product, group) => product * (1 - good ** group), 1);
    const explains = prior * good ** counts.cleared * rate ** counts.bad * groups;
    const passes = within === undefined ? good ** size : (good ** size - good ** within) / (1 - good ** within);
    total += explains;
    passing += explains * passes;
  }
  return passing / total;
};

/**
 * Stacks come in two kinds: hardly a fault, or one in every second service because something common to them is missing. Tuned with
 * bench/search so that one fault of 14 services takes 6.6 boots to find and seven no more than testing every service alone.
 */
const RATES = [
  { rate: 0.02, prior: 3 / 4 },
  { rate: 0.46, prior: 1 / 4 },
] as const;
