import type { CheckTries, Trial } from "../model/trial.js";

/** How often each check ran and failed on the original, by its name: what a failure of it on slim services is held against. */
export class MeasuredRates {
  readonly #tries = new Map<string, CheckTries>();

  /** Takes in a trial of the original. */
  add(trial: Pick<Trial, "checks">): void {
    for (const { name, pass, tries } of trial.checks) {
      const before = this.#tries.get(name) ?? { runs: 0, failures: 0 };
      const now = tries ?? { runs: 1, failures: pass ? 0 : 1 };
      this.#tries.set(name, { runs: before.runs + now.runs, failures: before.failures + now.failures });
    }
  }

  /** undefined: the check never ran on the original. */
  of(check: string): CheckTries | undefined {
    return this.#tries.get(check);
  }
}
