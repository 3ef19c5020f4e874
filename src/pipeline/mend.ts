import type { Edge } from "../model/stack.js";
import type { Swap } from "../model/trial.js";
import { decide, untried, type Move } from "../repair/index.js";
import type { Observation } from "../search/index.js";
import type { Judged, TrialObservations } from "../trial/index.js";
import type { LiveBoot } from "./boot.js";
import { restoreRemoved } from "./restore-removed.js";
import { look, type Seen } from "./look.js";
import type { Repairs } from "./repairs.js";
import type { RunContext } from "./run-context.js";
import type { Slimmer } from "./slimmer.js";

/** A boot that failed and still runs. */
export type Failed = {
  readonly live: LiveBoot;
  readonly boot: number;
  /** Services that ran slim. */
  readonly slim: readonly string[];
  readonly judged: Judged;
  /** Names of the checks that failed and count. */
  readonly failedChecks: readonly string[];
  readonly edges: readonly Edge[];
  /** Whether a boot is left beside the one that decides, so that repairs may be cut back to what was used. */
  readonly spare: boolean;
  readonly judge: (seen: TrialObservations, slim: readonly string[], missed: Seen["missed"]) => Promise<Judged>;
};

/** What came of it. `hint`: for the search, of the images as they are now; absent when everything works now with all of them slim. */
export type Mended = {
  readonly swaps: readonly Swap[];
  readonly hint?: Hint;
  /** Nothing was changed, and what failed passed all the same: it may fail by chance. */
  readonly byChance: boolean;
};

type Hint = Pick<Observation, "slim" | "culprits" | "suspects" | "acquitted">;

const mostRounds = 16;
/** With more suspects, booting groups of them finds the fault sooner than swapping them one by one. */
const mostNarrowed = 8;
/** So many times what the boot took, ms at least, a trial is mended before a fresh one is the better way. */
const longestMs = 240_000;
const longestBoots = 8;

/**
 * Repairs a failed trial while it runs: the services it blames are given images with more in them, under the sensor, and exercised again, round by
 * round; who can't be mended runs its original from then on, so that what it hid is seen. Only a fresh boot decides about what comes of it.
 */
export async function mend(context: RunContext, slimmer: Slimmer, repairs: Repairs, failed: Failed): Promise<Mended> {
  return new Mending(context, slimmer, repairs, failed).run();
}

class Mending {
  readonly #context: RunContext;
  readonly #slimmer: Slimmer;
  readonly #repairs: Repairs;
  readonly #failed: Failed;
  #judged: Judged;
  /** Services that run their original by now. */
  readonly #original = new Set<string>();
  readonly #acquitted = new Set<string>();
  /** All that were ever given a new container here: the sensed ones among them were ended after their round. */
  readonly #patients = new Set<string>();
  /** By service: what repairs by guess added here. */
  readonly #guessed = new Map<string, Set<string>>();
  readonly #swaps: Swap[] = [];
  /** Who must be set back among suspects was found by swapping. */
  #narrowed = false;

  constructor(context: RunContext, slimmer: Slimmer, repairs: Repairs, failed: Failed) {
    this.#context = context;
    this.#slimmer = slimmer;
    this.#repairs = repairs;
    this.#failed = failed;
    this.#judged = failed.judged;
  }

  async run(): Promise<Mended> {
    const { seconds } = this.#failed.live.seen;
    const until = Date.now() + Math.max(longestMs, longestBoots * 1000 * (seconds.boot + seconds.probes + seconds.checks));
    let missed = missedIn(this.#failed.judged);
    for (let round = 1; round <= mostRounds && Date.now() < until; round++) {
      this.#context.signal.throwIfAborted();
      const restored = await this.#restore();
      const { moves, sense, ladders } =
        restored.length > 0
          ? { moves: new Map<string, Move>(), sense: restored, ladders: this.#repairs.ladders() }
          : decide({
              slim: this.#slim(),
              culprits: this.#judged.blame.culprits,
              suspects: this.#suspects(),
              missed,
              sensed: this.#repairs.sensed(),
              ladders: this.#repairs.ladders(),
            });
      if (moves.size === 0 && sense.length === 0) break;
      const done = new Map<string, string>(restored.map((service) => [service, "given back what was taken"]));
      for (const [service, move] of moves) done.set(service, await this.#do(service, move, ladders.get(service) ?? untried));
      const seen = await this.#swap(round, sense);
      this.#judged = await this.#failed.judge({ ...seen.seen, seconds: this.#failed.live.seen.seconds }, this.#slim(), seen.missed);
      for (const service of this.#judged.blame.acquitted) await this.#acquit(service);
      this.#tell(done, sense);
      if (this.#judged.trial.pass) return this.#finish(seen);
      missed = new Map([...missedIn(this.#judged), ...seen.missed]);
    }
    await this.#narrow(until);
    return { swaps: this.#swaps, byChance: false, ...(this.#swaps.length === 0 ? {} : { hint: this.#hint() }) };
  }

  /**
   * Nothing is missing anywhere, and yet something fails that rests on several slim services: they run their originals, and then slim again one by one,
   * heaviest first. Who can't join the others is set back. What two of them only do together is so found without a boot for each.
   */
  async #narrow(until: number): Promise<void> {
    const suspects = this.#heaviestFirst(this.#suspects());
    const slim = this.#slim();
    const isOpen = this.#judged.blame.culprits.every((name) => !slim.includes(name));
    if (this.#judged.trial.pass || !isOpen || suspects.length > mostNarrowed || !this.#repairs.firstNarrowing(suspects)) return;
    const acquitted = new Set(this.#judged.trial.services.filter(({ pass }) => !pass).map(({ service }) => service));
    for (const service of suspects) this.#original.add(service);
    const all = suspects.join(", ");
    await this.#exchange([...new Set([...this.#patients, ...suspects, ...acquitted])], `${all}: run their originals`);
    if (!this.#judged.trial.pass) {
      // Not their images' doing, or not theirs alone.
      for (const service of suspects) this.#original.delete(service);
      return;
    }
    let back: readonly string[] = [];
    for (const service of suspects) {
      this.#context.signal.throwIfAborted();
      if (Date.now() > until) break;
      this.#original.delete(service);
      await this.#exchange([...back, service, ...this.#notWell()], `${service}: slim again`);
      back = [];
      if (this.#judged.trial.pass) continue;
      this.#original.add(service);
      back = [service];
    }
    this.#narrowed = true;
  }

  /** Swaps without a look. */
  async #exchange(services: readonly string[], what: string): Promise<void> {
    const slim = this.#slim();
    await restoreRemoved(this.#context, this.#slimmer, slim);
    const { live, failedChecks } = this.#failed;
    const images = this.#slimmer.images();
    const seen = await live.swap({
      services,
      images: Object.fromEntries(slim.map((service) => [service, images.get(service)?.ref ?? ""])),
      checks: this.#context.config.checks.filter(({ name }) => failedChecks.includes(name)),
    });
    this.#judged = await this.#failed.judge({ ...seen, seconds: live.seen.seconds }, slim, new Map());
    const kinds = services.map((service) => [service, this.#original.has(service) ? "original" : "diagnosed"] as const);
    this.#say(what, Object.fromEntries(kinds));
  }

  #notWell(): readonly string[] {
    return this.#judged.trial.services.filter(({ pass }) => !pass).map(({ service }) => service);
  }

  #heaviestFirst(services: readonly string[]): readonly string[] {
    const images = this.#slimmer.images();
    const saved = (service: string): number => (images.get(service)?.originalBytes ?? 0) - (images.get(service)?.slimBytes ?? 0);
    return [...services].sort((a, b) => saved(b) - saved(a));
  }

  #slim(): readonly string[] {
    return this.#failed.slim.filter((service) => !this.#original.has(service));
  }

  /** Whom the evidence points at; of a check that fails while everybody seems well, all it may rest on. */
  #suspects(): readonly string[] {
    const { trial, blame } = this.#judged;
    if (blame.suspects.length > 0 || blame.culprits.length > 0) return blame.suspects;
    const talkedTo = trial.checks
      .filter(({ pass, name }) => !pass && this.#failed.failedChecks.includes(name))
      .flatMap(({ services }) => services);
    const reached = reachedFrom([...new Set(talkedTo)], this.#failed.edges);
    const slim = this.#slim();
    const known = slim.filter((service) => reached.has(service));
    return known.length > 0 ? known : slim;
  }

  async #restore(): Promise<readonly string[]> {
    const restored: string[] = [];
    const { boot } = this.#failed;
    for (const service of this.#judged.blame.culprits)
      if (await this.#repairs.restore(service, { boot, why: "it failed without what was taken back" })) restored.push(service);
    return restored;
  }

  async #do(service: string, first: Move, state: Parameters<Repairs["apply"]>[2]): Promise<string> {
    const { boot } = this.#failed;
    const evidence = this.#judged.trial.services.find((verdict) => verdict.service === service)?.evidence ?? [];
    const why = evidence.find(({ kind }) => kind !== "log")?.detail ?? "what failed rests on it";
    const move = await this.#repairs.apply(service, first, state, { boot, why });
    if (move.kind === "set back") {
      this.#original.add(service);
      return "set back to its original";
    }
    const isGuess = move.kind === "safe policy" || move.rung !== "exact path";
    if (isGuess) this.#guessed.set(service, new Set([...(this.#guessed.get(service) ?? []), ...move.added]));
    const rung = move.kind === "add" ? move.rung : move.kind;
    return `${String(move.added.length)} ${move.added.length === 1 ? "file" : "files"} added (${rung})`;
  }

  async #swap(round: number, sense: readonly string[]): Promise<Seen> {
    const { live, boot, failedChecks } = this.#failed;
    for (const service of [...sense, ...this.#notWell()]) this.#patients.add(service);
    const services = [...this.#patients];
    const slim = this.#slim();
    const sensed = services.filter((service) => slim.includes(service));
    await restoreRemoved(this.#context, this.#slimmer, sensed);
    const images = this.#slimmer.images();
    const seen = await look(this.#context, this.#slimmer, {
      live,
      name: `${String(boot)}-${String(round)}`,
      services,
      sense: sensed,
      images: Object.fromEntries(slim.map((service) => [service, images.get(service)?.ref ?? ""])),
      checks: this.#context.config.checks.filter(({ name }) => failedChecks.includes(name)),
      ofInterest: this.#guessed,
    });
    this.#repairs.noteSensed(sensed);
    return seen;
  }

  /** It fails as an original too: not its image's doing. */
  async #acquit(service: string): Promise<void> {
    if (!this.#original.has(service) || this.#acquitted.has(service)) return;
    this.#acquitted.add(service);
    await this.#repairs.withdraw(service);
  }

  #tell(done: ReadonlyMap<string, string>, sense: readonly string[]): void {
    const changed = [...done].map(([service, what]) => `${service}: ${what}`);
    const looked = sense.filter((service) => !done.has(service));
    const acts = [...changed, ...(looked.length === 0 ? [] : [`looked at ${looked.join(", ")}`])].join("; ");
    const kindOf = (service: string): Swap["services"][string] =>
      this.#original.has(service) ? "original" : done.has(service) ? "repaired" : "diagnosed";
    this.#say(acts, Object.fromEntries([...new Set([...done.keys(), ...looked])].map((service) => [service, kindOf(service)] as const)));
  }

  #say(acts: string, services: Swap["services"]): void {
    const { trial } = this.#judged;
    const failure = trial.services.find(({ pass }) => !pass);
    const check = trial.checks.find(({ pass }) => !pass);
    const left =
      failure === undefined
        ? `the check "${check?.name ?? ""}" fails (${check?.error ?? ""})`
        : `${failure.service} fails (${failure.evidence[0]?.detail ?? ""})`;
    const detail = `${acts}: ${trial.pass ? "what had failed passes" : left}`;
    this.#swaps.push({ services, pass: trial.pass, detail });
    this.#context.emit({ type: "note", stage: "trials", detail: `boot ${String(this.#failed.boot)} goes on: ${detail}` });
  }

  async #finish({ missed, touched }: Seen): Promise<Mended> {
    const { boot, spare } = this.#failed;
    const slim = this.#slim();
    for (const service of slim) {
      const more = missed.get(service) ?? [];
      if (more.length > 0) await this.#repairs.complete(service, more, boot);
      if (spare && this.#guessed.has(service)) await this.#repairs.cutBack(service, touched.get(service) ?? new Set(), boot);
    }
    const repaired = this.#swaps.some(({ services }) => Object.values(services).some((kind) => kind !== "diagnosed"));
    return { swaps: this.#swaps, byChance: !repaired, ...(this.#original.size > 0 ? { hint: this.#hint() } : {}) };
  }

  #hint(): Hint {
    const { blame, trial } = this.#judged;
    const setBack = [...this.#original].filter((service) => !this.#acquitted.has(service));
    // In the hint's boot they ran slim: so they did, until nothing more could be added to them.
    const slim = this.#failed.slim.filter((service) => !this.#acquitted.has(service));
    const isOver = trial.pass || this.#narrowed;
    return {
      slim,
      culprits: [...setBack, ...(isOver ? [] : blame.culprits)],
      suspects: isOver ? [] : blame.suspects,
      acquitted: [...this.#acquitted],
    };
  }
}

const missedIn = ({ trial }: Judged): ReadonlyMap<string, readonly string[]> =>
  new Map(trial.services.map(({ service, evidence }) => [service, evidence.flatMap(({ paths }) => paths ?? [])]));

function reachedFrom(services: readonly string[], edges: readonly Edge[]): ReadonlySet<string> {
  const reached = new Set(services);
  // Grows while it is walked.
  for (const service of reached) for (const { from, to } of edges) if (from === service) reached.add(to);
  return reached;
}
