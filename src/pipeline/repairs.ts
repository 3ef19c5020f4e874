import type { Policy } from "../model/config.js";
import type { Repair } from "../model/report.js";
import type { ServiceVerdict } from "../model/trial.js";
import type { Judged } from "../trial/index.js";
import type { Slimmer } from "./slimmer.js";

/** Several files may be missed one after the other, each only once the one before is there. */
const mostExactRepairs = 3;

/** `instead`: the policy before. Withdrawn ones are not added again: what they were added for wasn't the image's doing. */
type Packages = { readonly kind: "not added" } | { readonly kind: "added"; readonly instead: Policy } | { readonly kind: "withdrawn" };

export type Reslim = Pick<Slimmer, "images" | "reslim">;

type State = {
  /** How often exact paths were added. */
  readonly exact: number;
  readonly packages: Packages;
  readonly made: readonly Repair[];
};

/**
 * Climbs the ladder with every service a trial blames, all of them at once, so that the next boot tries all repairs together: the paths its log
 * misses, then the whole packages of all it uses. After that it stays original, which is search's decision.
 */
export class Repairs {
  readonly #slimmer: Reslim;
  readonly #states = new Map<string, State>();

  constructor(slimmer: Reslim) {
    this.#slimmer = slimmer;
  }

  made(): ReadonlyMap<string, readonly Repair[]> {
    return new Map([...this.#states].filter(([, { made }]) => made.length > 0).map(([service, { made }]) => [service, made]));
  }

  async attempt({ trial, blame }: Judged): Promise<void> {
    for (const service of blame.acquitted) await this.#withdraw(service);
    for (const culprit of blame.culprits) {
      const verdict = trial.services.find(({ service }) => service === culprit);
      if (verdict !== undefined) await this.#climb(verdict);
    }
  }

  async #climb(verdict: ServiceVerdict): Promise<void> {
    const state = this.#states.get(verdict.service) ?? untouched;
    if (state.packages.kind === "added") return;
    const paths = verdict.evidence.flatMap((one) => one.paths ?? []);
    // The same image again would only fail again: where the paths add nothing, the packages are next.
    if (paths.length > 0 && state.exact < mostExactRepairs && (await this.#addPaths(verdict, paths, state))) return;
    await this.#addPackages(verdict, this.#states.get(verdict.service) ?? state);
  }

  async #addPaths({ service, evidence }: ServiceVerdict, paths: readonly string[], state: State): Promise<boolean> {
    const before = this.#bytesOf(service);
    const { image, added } = await this.#slimmer.reslim(service, { keep: paths });
    const repair = { rung: "exact paths", paths, bytesAdded: image.slimBytes - before, why: reason(evidence) };
    const made = added.length === 0 ? state.made : [...state.made, repair];
    this.#states.set(service, { ...state, exact: state.exact + 1, made });
    return added.length > 0;
  }

  async #addPackages({ service, evidence }: ServiceVerdict, state: State): Promise<void> {
    if (state.packages.kind !== "not added") return;
    const before = this.#bytesOf(service);
    const instead = this.#slimmer.images().get(service)?.policy ?? "balanced";
    const { image, added } = await this.#slimmer.reslim(service, { policy: "safe" });
    const bytesAdded = image.slimBytes - before;
    const repair = { rung: packagesRung, paths: added.slice(0, 20), bytesAdded, why: reason(evidence) };
    const packages: Packages = { kind: "added", instead };
    this.#states.set(service, { ...state, packages, made: added.length === 0 ? state.made : [...state.made, repair] });
  }

  /** Packages given to a service that fails as an original too were given for nothing. */
  async #withdraw(service: string): Promise<void> {
    const state = this.#states.get(service) ?? untouched;
    if (state.packages.kind === "added") await this.#slimmer.reslim(service, { policy: state.packages.instead });
    const made = state.made.filter(({ rung }) => rung !== packagesRung);
    this.#states.set(service, { ...state, packages: { kind: "withdrawn" }, made });
  }

  #bytesOf(service: string): number {
    return this.#slimmer.images().get(service)?.slimBytes ?? 0;
  }
}

const untouched: State = { exact: 0, packages: { kind: "not added" }, made: [] };
const packagesRung = "owning packages";

const reason = (evidence: ServiceVerdict["evidence"]): string => evidence.find(({ kind }) => kind !== "log")?.detail ?? "blamed by a trial";
