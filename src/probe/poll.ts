import { pause } from "./bounded-signal.js";

export type PollOptions = {
  /** Its end is the deadline; give it a bound. */
  readonly signal: AbortSignal;
  /** First wait between two attempts, ms; each next one is twice as long. */
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
};

/**
 * Attempts until one is `enough` or the signal aborts. Gives the last attempt that ran to its own end; one that the deadline cut short
 * says only that there was a deadline, so an earlier answer is preferred to it.
 */
export const poll = async <T>(
  attempt: (number: number) => Promise<T>,
  enough: (result: T) => boolean | Promise<boolean>,
  options: PollOptions,
): Promise<{ readonly last: T; readonly attempts: number }> => {
  let last = await attempt(1);
  let wait = options.firstWaitMs;
  for (let attempts = 1; ; wait = Math.min(wait * 2, options.maxWaitMs)) {
    if (options.signal.aborted || (await enough(last))) return { last, attempts };
    await pause(wait, options.signal);
    if (options.signal.aborted) return { last, attempts };
    attempts += 1;
    const result = await attempt(attempts);
    if (options.signal.aborted && !(await enough(result))) return { last, attempts };
    last = result;
  }
};
