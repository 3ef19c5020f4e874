import type { CheckTries, CheckVerdict, Trial } from "../model/trial.js";
import type { Judged } from "./judge.js";

/** What the runs of one check say, and how many failures in a row it takes; the search room decides that. */
export type Flakes = {
  readonly verdict: (runs: CheckTries, original: CheckTries) => "passed" | "flaky" | "condemned" | "again" | "undecidable";
  readonly needed: (original: CheckTries) => number;
};

const never: CheckTries = { runs: 0, failures: 0 };

/** How checks fare on the original, and so what a failure of one on slim services means. */
export class CheckDoubts {
  readonly #flakes: Flakes;
  readonly #broken = new Map<string, string>();
  /** Of broken checks that find their own requests, all that failed on originals. */
  readonly #parts = new Map<string, ReadonlySet<string>>();
  /** On all boots of the original. */
  readonly #tries = new Map<string, CheckTries>();
  /** Checks that were measured on a boot of the original for that. */
  readonly #measured = new Set<string>();

  constructor(flakes: Flakes) {
    this.#flakes = flakes;
  }

  /** Takes in a boot of the original, in which these checks were measured. */
  add({ checks }: Pick<Trial, "checks">, measured: Iterable<string> = []): void {
    for (const { name, pass, tries, error, failed } of checks) {
      const now = tries ?? once(pass);
      this.#tries.set(name, sum([this.#tries.get(name) ?? never, now]));
      if (!pass) this.#broken.set(name, error ?? "failed");
      if (failed !== undefined) this.#parts.set(name, new Set([...(this.#parts.get(name) ?? []), ...failed]));
    }
    for (const name of measured) this.#measured.add(name);
  }

  /** Checks that fail on the original too, with how: reported, and left out of every decision. */
  broken(): ReadonlyMap<string, string> {
    return this.#broken;
  }

  /** Whether a failure says nothing: the original fails that check too. Where it is known what failed there, nothing else may have. */
  excuses({ name, pass, failed }: CheckVerdict): boolean {
    if (pass || !this.#broken.has(name)) return false;
    const parts = this.#parts.get(name);
    return parts === undefined || failed?.every((part) => parts.has(part)) === true;
  }

  /** Checks of a trial that failed and count. */
  failing(trial: Pick<Trial, "checks">): readonly CheckVerdict[] {
    return trial.checks.filter((check) => !check.pass && !this.excuses(check));
  }

  /** How often a check is run that only fails, on slim services. */
  failuresNeeded(check: string): number {
    const needed = this.#flakes.needed(this.#tries.get(check) ?? never);
    // Of one that never ran on the original no number would do; it is asked there once it failed.
    return Number.isFinite(needed) ? needed : 1;
  }

  /** Nobody but checks speaks against a trial, and whether one of them is the slim images' doing only the original can tell. */
  needsOriginal({ trial, blame }: Judged): boolean {
    if (trial.pass || blame.culprits.length > 0) return false;
    return this.failing(trial).some(
      (check) => !this.#measured.has(check.name) && ["undecidable", "again"].includes(this.#verdict([check])),
    );
  }

  /** Nobody but checks speaks against it, and each failed too few times in a row for how it fares on the original. `before`: boots of the same. */
  mayBeChance({ trial, blame }: Judged, before: readonly Pick<Trial, "checks">[]): boolean {
    if (trial.pass || blame.culprits.length > 0 || trial.services.some(({ pass }) => !pass)) return false;
    return this.failing(trial).every((check) => {
      const earlier = before.flatMap(({ checks }) => checks.filter(({ name }) => name === check.name));
      return ["again", "flaky"].includes(this.#verdict([check, ...earlier]));
    });
  }

  #verdict(runs: readonly CheckVerdict[]): ReturnType<Flakes["verdict"]> {
    const all = sum(runs.map(({ pass, tries }) => tries ?? once(pass)));
    return this.#flakes.verdict(all, this.#tries.get(runs[0]?.name ?? "") ?? never);
  }
}

const once = (pass: boolean): CheckTries => ({ runs: 1, failures: pass ? 0 : 1 });

const sum = (all: readonly CheckTries[]): CheckTries => ({
  runs: all.reduce((total, { runs }) => total + runs, 0),
  failures: all.reduce((total, { failures }) => total + failures, 0),
});
