import type { Swap } from "../model/trial.js";
import { decide, untried, type Decision, type Move } from "../repair/index.js";
import type { Observation } from "../search/index.js";
import type { Judged } from "../trial/index.js";
import type { Seen } from "./look.js";
import { MendedTrial, type Failed } from "./mended-trial.js";
import { narrow } from "./narrow.js";
import type { Repairs } from "./repairs.js";
import type { RunContext } from "./run-context.js";
import type { Slimmer } from "./slimmer.js";

/** What came of it. `hint`: for the search, of the images as they are now; absent when everything works now with all of them slim. */
export type Mended = {
  readonly swaps: readonly Swap[];
  readonly hint?: Hint;
  /** Nothing was changed, and what failed passed all the same: it may fail by chance. */
  readonly byChance: boolean;
};

type Hint = Pick<Observation, "slim" | "culprits" | "suspects" | "acquitted">;

const mostRounds = 16;
/** So many times what the boot took, ms at least, a trial is mended before a fresh one is the better way. */
const longestMs = 240_000;
const longestBoots = 8;

/**
 * Repairs a failed trial while it runs: the services it blames are given images with more in them, under the sensor, and exercised again, round by
 * round; who can't be mended runs its original from then on, so that what it hid is seen. Only a fresh boot decides about what comes of it.
 */
export async function mend(context: RunContext, slimmer: Slimmer, repairs: Repairs, failed: Failed): Promise<Mended> {
  return new Mending(new MendedTrial(context, slimmer, failed), slimmer, repairs).run();
}

class Mending {
  readonly #trial: MendedTrial;
  readonly #slimmer: Slimmer;
  readonly #repairs: Repairs;
  readonly #acquitted = new Set<string>();
  /** By service: what repairs by guess added here. */
  readonly #guessed = new Map<string, Set<string>>();
  /** Who must be set back among suspects was found by swapping. */
  #narrowed = false;

  constructor(trial: MendedTrial, slimmer: Slimmer, repairs: Repairs) {
    this.#trial = trial;
    this.#slimmer = slimmer;
    this.#repairs = repairs;
  }

  async run(): Promise<Mended> {
    const trial = this.#trial;
    const { boot, probes, checks } = trial.failed.live.seen.seconds;
    const until = performance.now() + Math.max(longestMs, longestBoots * 1000 * (boot + probes + checks));
    let missed = missedIn(trial.judged);
    for (let round = 1; round <= mostRounds && performance.now() < until; round++) {
      trial.context.signal.throwIfAborted();
      const restored = await this.#restore();
      const { moves, sense, ladders } = restored.length > 0 ? this.#lookAt(restored) : this.#decide(missed);
      if (moves.size === 0 && sense.length === 0) break;
      const done = new Map<string, string>(restored.map((service) => [service, "given back what was taken"]));
      for (const [service, move] of moves) done.set(service, await this.#do(service, move, ladders.get(service) ?? untried));
      const seen = await trial.look(sense, this.#guessed);
      this.#repairs.noteSensed(seen.sensed);
      for (const service of trial.judged.blame.acquitted) await this.#acquit(service);
      this.#tell(done, sense);
      if (trial.judged.trial.pass) return this.#finish(seen);
      missed = new Map([...missedIn(trial.judged), ...seen.missed]);
    }
    this.#narrowed = await narrow(trial, this.#slimmer, this.#repairs, until);
    return { swaps: trial.swaps, byChance: false, ...(trial.swaps.length === 0 ? {} : { hint: this.#hint() }) };
  }

  #decide(missed: Seen["missed"]): Decision {
    return decide({
      slim: this.#trial.slim(),
      culprits: this.#trial.judged.blame.culprits,
      suspects: this.#trial.suspects(),
      missed,
      sensed: this.#repairs.sensed(),
      ladders: this.#repairs.ladders(),
    });
  }

  #lookAt(services: readonly string[]): Decision {
    return { moves: new Map<string, Move>(), sense: services, ladders: this.#repairs.ladders() };
  }

  async #restore(): Promise<readonly string[]> {
    const restored: string[] = [];
    const { boot } = this.#trial.failed;
    for (const service of this.#trial.judged.blame.culprits)
      if (await this.#repairs.restore(service, { boot, why: "it failed without what was taken back" })) restored.push(service);
    return restored;
  }

  async #do(service: string, first: Move, state: Parameters<Repairs["apply"]>[2]): Promise<string> {
    const { boot } = this.#trial.failed;
    const evidence = this.#trial.judged.trial.services.find((verdict) => verdict.service === service)?.evidence ?? [];
    const why = evidence.find(({ kind }) => kind !== "log")?.detail ?? "what failed rests on it";
    const move = await this.#repairs.apply(service, first, state, { boot, why });
    if (move.kind === "set back") {
      this.#trial.original.add(service);
      return "set back to its original";
    }
    const isGuess = move.kind === "safe policy" || move.rung !== "exact path";
    if (isGuess) this.#guessed.set(service, new Set([...(this.#guessed.get(service) ?? []), ...move.added]));
    const rung = move.kind === "add" ? move.rung : move.kind;
    return `${String(move.added.length)} ${move.added.length === 1 ? "file" : "files"} added (${rung})`;
  }

  /** It fails as an original too: not its image's doing. */
  async #acquit(service: string): Promise<void> {
    if (!this.#trial.original.has(service) || this.#acquitted.has(service)) return;
    this.#acquitted.add(service);
    await this.#repairs.withdraw(service);
  }

  #tell(done: ReadonlyMap<string, string>, sense: readonly string[]): void {
    const looked = sense.filter((service) => !done.has(service));
    const acts = [...done].map(([service, what]) => `${service}: ${what}`);
    if (looked.length > 0) acts.push(`looked at ${looked.join(", ")}`);
    const kindOf = (service: string): Swap["services"][string] =>
      this.#trial.original.has(service) ? "original" : done.has(service) ? "repaired" : "diagnosed";
    const services = [...new Set([...done.keys(), ...looked])];
    this.#trial.say(acts.join("; "), Object.fromEntries(services.map((service) => [service, kindOf(service)] as const)));
  }

  async #finish({ missed, touched }: Seen): Promise<Mended> {
    const { boot, spare } = this.#trial.failed;
    for (const service of this.#trial.slim()) {
      const more = missed.get(service) ?? [];
      if (more.length > 0) await this.#repairs.complete(service, more, boot);
      if (spare && this.#guessed.has(service)) await this.#repairs.cutBack(service, touched.get(service) ?? new Set(), boot);
    }
    const { swaps, original } = this.#trial;
    const isRepaired = swaps.some(({ services }) => Object.values(services).some((kind) => kind !== "diagnosed"));
    return { swaps, byChance: !isRepaired, ...(original.size > 0 ? { hint: this.#hint() } : {}) };
  }

  #hint(): Hint {
    const { judged, original, failed } = this.#trial;
    const setBack = [...original].filter((service) => !this.#acquitted.has(service));
    const isSettled = judged.trial.pass || this.#narrowed;
    return {
      // They ran slim until nothing more could be added to them.
      slim: failed.slim.filter((service) => !this.#acquitted.has(service)),
      culprits: [...setBack, ...(isSettled ? [] : judged.blame.culprits)],
      suspects: isSettled ? [] : judged.blame.suspects,
      acquitted: [...this.#acquitted],
    };
  }
}

const missedIn = ({ trial }: Judged): ReadonlyMap<string, readonly string[]> =>
  new Map(trial.services.map(({ service, evidence }) => [service, evidence.flatMap(({ paths }) => paths ?? [])]));
