/** What several rounds gave of one figure: the middle one and the two ends. `values` in the order of the rounds. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number; readonly values: readonly number[] };

/** The middle of the sorted values, of an even number the mean of the middle two. NaN of none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
};

/** undefined: no round has the figure. */
export const spreadOf = (values: readonly (number | undefined)[]): Spread | undefined => {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  return { median: median(known), min: Math.min(...known), max: Math.max(...known), values: known };
};

/** Largest minus smallest as a share of the median; undefined where one round says nothing of spread, or the median is 0. */
export const relativeSpread = ({ median: middle, min, max, values }: Spread): number | undefined =>
  values.length < 2 || middle === 0 ? undefined : (max - min) / middle;

/** The second over the first; undefined where either is unknown, or the first is 0. */
export const ratio = (original: number | undefined, slim: number | undefined): number | undefined =>
  original === undefined || slim === undefined || original === 0 ? undefined : slim / original;
