/** How often something came out badly, of how many times it ran. */
export type Runs = { readonly failures: number; readonly runs: number };

/**
 * The rate (0 to 1) at which a check fails by itself, from its runs on the original stack. A few runs without a failure don't show that it never
 * fails, so two failures and two successes are added to what was seen, but a check never seen failing is taken to fail at 20 % at most, the
 * highest rate for which the 1 % of `failuresNeeded` is promised: 20, 20, 14, 8, 4, 2 % after 1, 5, 10, 20, 50, 100 runs without a failure.
 * With it, for true rates up to 20 % and any number of runs, the chance to condemn any good combination stays below 1 % (`rate-of.test.ts`
 * computes it); the plain share of failures and Laplace's rule of succession don't keep to that.
 * 1, which nothing can condemn: it failed every time, or never ran on the original.
 * Source: A. Agresti and B. Coull, Approximate is better than "exact" for interval estimation of binomial proportions, 1998 ("plus four").
 */
export const rateOf = ({ failures, runs }: Runs): number => {
  if (failures >= runs) return 1;
  const plusFour = (failures + 2) / (runs + 4);
  return failures > 0 ? plusFour : Math.min(HIGHEST_UNSEEN, plusFour);
};

const HIGHEST_UNSEEN = 0.2;
