import type { Repair } from "../model/report.js";
import type { ServiceVerdict, Trial } from "../model/trial.js";
import type { Slimmer } from "./slimmer.js";

/** What is added to a blamed service's keep-set, least first. After the last rung the service stays original, which is search's decision. */
type Rung = "untouched" | "exact paths" | "owning packages";

/** Climbs the ladder with every service a trial blames, all of them at once, so that the next boot tries all repairs together. */
export class Repairs {
  readonly #slimmer: Slimmer;
  readonly #rungs = new Map<string, Rung>();
  readonly #made = new Map<string, Repair[]>();

  constructor(slimmer: Slimmer) {
    this.#slimmer = slimmer;
  }

  made(): ReadonlyMap<string, readonly Repair[]> {
    return this.#made;
  }

  async attempt(trial: Trial, culprits: readonly string[]): Promise<void> {
    for (const culprit of culprits) {
      const verdict = trial.services.find(({ service }) => service === culprit);
      if (verdict !== undefined) await this.#climb(verdict);
    }
  }

  async #climb({ service, evidence }: ServiceVerdict): Promise<void> {
    const paths = evidence.flatMap((one) => one.paths ?? []);
    const rung = this.#rungs.get(service) ?? "untouched";
    const next: Rung | undefined = rung === "owning packages" ? undefined : paths.length > 0 && rung === "untouched" ? "exact paths" : "owning packages";
    if (next === undefined) return;
    this.#rungs.set(service, next);
    const before = this.#slimmer.images().get(service)?.slimBytes ?? 0;
    const { image, added } =
      next === "exact paths" ? await this.#slimmer.reslim(service, { keep: paths }) : await this.#slimmer.reslim(service, { policy: "safe" });
    // The same image again would only fail again.
    if (added.length === 0) return;
    const why = evidence.find(({ kind }) => kind !== "log")?.detail ?? "blamed by a trial";
    const repairs = this.#made.get(service) ?? [];
    repairs.push({ rung: next, paths: next === "exact paths" ? paths : added.slice(0, 20), bytesAdded: image.slimBytes - before, why });
    this.#made.set(service, repairs);
  }
}
