import type { Repair } from "../model/report.js";
import { climb, untried, type LadderState, type Move } from "../repair/index.js";
import { widened } from "../slim/index.js";
import type { Change, Slimmer } from "./slimmer.js";

/** All that repairs did so far, as plain data: stored with the boot in which they were tried, so that a later run need not boot it again. */
export type RepairsState = {
  readonly changes: Readonly<Record<string, Change>>;
  readonly ladders: Readonly<Record<string, LadderState>>;
  readonly made: Readonly<Record<string, readonly Repair[]>>;
  readonly wide: Readonly<Record<string, Change>>;
  readonly sensed: readonly string[];
  readonly narrowed: readonly string[];
};

export type Reslim = Pick<
  Slimmer,
  "images" | "reslim" | "become" | "changeOf" | "unchanged" | "indexOf" | "environmentOf" | "sharing" | "kept"
>;

export type Reason = { readonly boot: number; readonly why: string };

/** What repairs have done to the slim images of a run, and what is left to try with each. */
export class Repairs {
  readonly #slimmer: Reslim;
  #ladders = new Map<string, LadderState>();
  #made = new Map<string, readonly Repair[]>();
  /** Of a service whose image was cut back to what it used: the image as it was when it worked. */
  #wide = new Map<string, Change>();
  /** Ids of the images that ran under the sensor in a trial that failed. */
  #sensed = new Set<string>();
  /** Ids of images that were tried one by one, each set as one text. */
  #narrowed = new Set<string>();

  constructor(slimmer: Reslim) {
    this.#slimmer = slimmer;
  }

  made(): ReadonlyMap<string, readonly Repair[]> {
    return new Map([...this.#made].filter(([, repairs]) => repairs.length > 0));
  }

  ladders(): ReadonlyMap<string, LadderState> {
    return this.#ladders;
  }

  /** Services whose present image was seen under the sensor in a trial that failed: another look would tell nothing new. */
  sensed(): ReadonlySet<string> {
    const images = this.#slimmer.images();
    return new Set([...images.keys()].filter((service) => this.#sensed.has(images.get(service)?.id ?? "")));
  }

  noteSensed(services: readonly string[]): void {
    for (const service of services) this.#sensed.add(this.#slimmer.images().get(service)?.id ?? "");
  }

  /** Whether these very images were not yet tried one by one; from now on they were. */
  firstNarrowing(services: readonly string[]): boolean {
    if (services.length < 2) return false;
    const images = this.#slimmer.images();
    const key = services
      .map((service) => images.get(service)?.id ?? "")
      .sort()
      .join(" ");
    const isFirst = !this.#narrowed.has(key);
    this.#narrowed.add(key);
    return isFirst;
  }

  /** Does the move, or the next that changes the image when it adds nothing; says which, and what it added. */
  async apply(service: string, first: Move, state: LadderState, reason: Reason): Promise<Move & { readonly added: readonly string[] }> {
    let next: { readonly move: Move; readonly state: LadderState } = { move: first, state };
    for (;;) {
      const { move } = next;
      this.#ladders.set(service, next.state);
      if (move.kind === "set back") return { ...move, added: [] };
      const keep = move.kind === "add" ? await this.#around(service, move) : [];
      const change = move.kind === "add" ? { keep } : ({ policy: "safe" } as const);
      const before = this.#bytesOf(service);
      const { image, added } = await this.#slimmer.reslim(service, change);
      if (added.length > 0) {
        const rung = move.kind === "add" ? move.rung : move.kind;
        this.#note(service, { rung, ...filesOf(added), bytesAdded: image.slimBytes - before, ...reason });
        return { ...move, added };
      }
      next = climb(next.state, []);
    }
  }

  /** Adds what a service missed without failing for it. */
  async complete(service: string, paths: readonly string[], boot: number): Promise<void> {
    const state = this.#ladders.get(service) ?? untried;
    const before = this.#bytesOf(service);
    const { image, added } = await this.#slimmer.reslim(service, { keep: paths });
    this.#ladders.set(service, { ...state, missed: [...new Set([...state.missed, ...paths])] });
    const why = "asked for in vain in a trial that passed";
    if (added.length > 0) this.#note(service, { rung: "exact path", ...filesOf(added), bytesAdded: image.slimBytes - before, why, boot });
  }

  /**
   * Takes back what was added around the missing files and was of no use to the repaired service: `touched` is what of it was used. The image as it
   * is stays known, for when a boot fails without that.
   */
  async cutBack(service: string, touched: ReadonlySet<string>, boot: number): Promise<void> {
    const state = this.#ladders.get(service) ?? untried;
    const wide = this.#slimmer.changeOf(service);
    const had = (await this.#slimmer.kept(service)).keep.kept;
    const before = this.#bytesOf(service);
    const extra = [...new Set([...state.missed, ...touched])];
    const { image } = await this.#slimmer.become(service, { ...this.#slimmer.unchanged(service), extra });
    const { kept } = (await this.#slimmer.kept(service)).keep;
    const gone = [...had.keys()].filter((path) => !kept.has(path));
    if (gone.length === 0) return;
    this.#wide.set(service, wide);
    const why = "added around what was missing, and not used when the service worked";
    this.#note(service, { rung: "taken back", ...filesOf(gone), bytesAdded: image.slimBytes - before, why, boot });
  }

  /** Gives back what `cutBack` took, if it took anything; says whether. */
  async restore(service: string, reason: Reason): Promise<boolean> {
    const wide = this.#wide.get(service);
    if (wide === undefined) return false;
    this.#wide.delete(service);
    const before = this.#bytesOf(service);
    const { image, added } = await this.#slimmer.become(service, wide);
    this.#note(service, { rung: "given back", ...filesOf(added), bytesAdded: image.slimBytes - before, ...reason });
    return true;
  }

  /** What was given by guess to a service that fails as an original too was given for nothing. What it was seen missing stays. */
  async withdraw(service: string): Promise<void> {
    const state = this.#ladders.get(service) ?? untried;
    const exact = new Set(["exact path"]);
    this.#made.set(
      service,
      (this.#made.get(service) ?? []).filter(({ rung }) => exact.has(rung)),
    );
    this.#wide.delete(service);
    await this.#slimmer.become(service, { ...this.#slimmer.unchanged(service), extra: state.missed });
  }

  snapshot(): RepairsState {
    const services = [...this.#slimmer.images().keys()];
    return {
      changes: Object.fromEntries(services.map((service) => [service, this.#slimmer.changeOf(service)])),
      ladders: Object.fromEntries(this.#ladders),
      made: Object.fromEntries(this.#made),
      wide: Object.fromEntries(this.#wide),
      sensed: [...this.#sensed],
      narrowed: [...this.#narrowed],
    };
  }

  /** Brings the images to where they were when the snapshot was taken. */
  async resume({ changes, ladders, made, wide, sensed, narrowed }: RepairsState): Promise<void> {
    const done = new Set<string>();
    for (const [service, change] of Object.entries(changes)) {
      if (done.has(service) || !this.#slimmer.images().has(service)) continue;
      for (const other of this.#slimmer.sharing(service)) done.add(other);
      const { extra, policy } = this.#slimmer.changeOf(service);
      if (policy !== change.policy || extra.join("\0") !== change.extra.join("\0")) await this.#slimmer.become(service, change);
    }
    this.#ladders = new Map(Object.entries(ladders));
    this.#made = new Map(Object.entries(made));
    this.#wide = new Map(Object.entries(wide));
    this.#sensed = new Set(sensed);
    this.#narrowed = new Set(narrowed);
  }

  async #around(service: string, { rung, paths }: Extract<Move, { readonly kind: "add" }>): Promise<readonly string[]> {
    if (rung === "exact path") return paths;
    return widened(rung, paths, { index: await this.#slimmer.indexOf(service), environment: this.#slimmer.environmentOf(service) });
  }

  /** Services that share an image share its repairs. */
  #note(service: string, repair: Repair): void {
    for (const one of this.#slimmer.sharing(service)) this.#made.set(one, [...(this.#made.get(one) ?? []), repair]);
  }

  #bytesOf(service: string): number {
    return this.#slimmer.images().get(service)?.slimBytes ?? 0;
  }
}

/** The report names a repair's first files; the keep-set has all of them. */
const mostNamed = 100;

const filesOf = (paths: readonly string[]): Pick<Repair, "paths" | "files"> => ({
  paths: [...paths].sort().slice(0, mostNamed),
  files: paths.length,
});
