/**
 * How many failures in a row condemn a combination when the original's own checks fail at `rate` (0 to below 1), so that the chance of
 * condemning any of `decisions` good combinations stays at or below 1 % (Bonferroni): 1, 2, 3, 4, 5 at 0, 1, 5, 10, 20 %.
 * A rate of 1 or more can't be decided by any number of failures: Infinity.
 */
export const failuresNeeded = (rate: number, decisions = 14): number => {
  if (rate >= 1) return Infinity;
  if (!(rate > 0)) return 1;
  return Math.max(1, Math.ceil(Math.log(FAMILY_WISE_ERROR / Math.max(1, decisions)) / Math.log(rate) - ROUNDING));
};

const FAMILY_WISE_ERROR = 0.01;
const ROUNDING = 1e-9;
