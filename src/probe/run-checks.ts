import type { Check } from "../model/config.js";
import type { CheckVerdict } from "../model/trial.js";
import type { CheckContext } from "./check-context.js";
import { interrupted, runCheck } from "./run-check.js";

export type RunChecksOptions = {
  /** Checks under way at a time; default 1. */
  readonly concurrency?: number;
  readonly onStart?: (check: Check) => void;
  readonly onVerdict?: (verdict: CheckVerdict) => void;
};

/** Starts the checks in order and gives a verdict for every one, in the same order. Rejects with StackSlimError `interrupted` (exit 130) when the signal aborts. */
export const runChecks = async (
  checks: readonly Check[],
  context: CheckContext,
  options: RunChecksOptions = {},
): Promise<readonly CheckVerdict[]> => {
  const verdicts: CheckVerdict[] = [];
  const queue = checks.entries();
  const work = async (): Promise<void> => {
    for (const [index, check] of queue) {
      if (context.signal.aborted) throw interrupted(context.signal.reason);
      options.onStart?.(check);
      const verdict = await runCheck(check, context);
      verdicts[index] = verdict;
      options.onVerdict?.(verdict);
    }
  };
  const workers = Array.from({ length: Math.max(1, options.concurrency ?? 1) }, work);
  const results = await Promise.allSettled(workers);
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return verdicts;
};
