import type { Edge } from "../model/stack.js";
import type { Swap } from "../model/trial.js";
import type { Judged, TrialObservations } from "../trial/index.js";
import type { LiveBoot } from "./boot.js";
import { look, type Seen } from "./look.js";
import { restoreRemoved } from "./restore-removed.js";
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
  /** No combination with a slim service has passed yet: whatever leads to one is worth a few swaps. */
  readonly seeking: boolean;
  /** Whether a boot is left beside the one that decides, so that repairs may be cut back to what was used. */
  readonly spare: boolean;
  readonly judge: (seen: TrialObservations, slim: readonly string[], missed: Seen["missed"]) => Promise<Judged>;
};

/** The failed trial as it goes on: who runs what by now, what that came to, and the swaps that led there. */
export class MendedTrial {
  readonly context: RunContext;
  readonly failed: Failed;
  readonly swaps: Swap[] = [];
  readonly #slimmer: Slimmer;
  readonly #original = new Set<string>();
  /** All that were ever given a new container under the sensor: they were ended after that round. */
  readonly #ended = new Set<string>();
  #judged: Judged;
  #round = 0;

  constructor(context: RunContext, slimmer: Slimmer, failed: Failed) {
    this.context = context;
    this.failed = failed;
    this.#slimmer = slimmer;
    this.#judged = failed.judged;
  }

  get judged(): Judged {
    return this.#judged;
  }

  /** Services that run their original by now; who is added or taken out does so from the next swap on. */
  get original(): Set<string> {
    return this.#original;
  }

  slim(): readonly string[] {
    return this.failed.slim.filter((service) => !this.#original.has(service));
  }

  notWell(): readonly string[] {
    return this.#judged.trial.services.filter(({ pass }) => !pass).map(({ service }) => service);
  }

  /** Whom the evidence points at; of a check that fails while everybody seems well, all it may rest on. */
  suspects(): readonly string[] {
    const { trial, blame } = this.#judged;
    if (blame.suspects.length > 0 || blame.culprits.length > 0) return blame.suspects;
    const failing = trial.checks.filter(({ pass, name }) => !pass && this.failed.failedChecks.includes(name));
    const reached = reachedFrom(
      failing.flatMap(({ services }) => services),
      this.failed.edges,
    );
    const slim = this.slim();
    const known = slim.filter((service) => reached.has(service));
    return known.length > 0 ? known : slim;
  }

  /** New containers for these, for whoever failed, and for all that an earlier look ended; the slim ones under the sensor. `sensed`: which these were. */
  async look(
    services: readonly string[],
    ofInterest: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<Seen & { readonly sensed: readonly string[] }> {
    this.#round += 1;
    for (const service of [...services, ...this.notWell()]) this.#ended.add(service);
    const all = [...this.#ended];
    const slim = this.slim();
    const sensed = all.filter((service) => slim.includes(service));
    const seen = await look(this.context, this.#slimmer, {
      live: this.failed.live,
      name: `${String(this.failed.boot)}-${String(this.#round)}`,
      services: all,
      sense: sensed,
      images: await this.#images(),
      checks: this.#checks(),
      ofInterest,
    });
    await this.#judge(seen.seen, seen.missed);
    return { ...seen, sensed };
  }

  /** New containers for these and for all that a look ended, without one. */
  async exchange(services: readonly string[]): Promise<void> {
    const all = [...new Set([...services, ...this.notWell(), ...this.#ended])];
    this.#ended.clear();
    await this.#judge(await this.failed.live.swap({ services: all, images: await this.#images(), checks: this.#checks() }), new Map());
  }

  /** Tells what was done, to whom, and what it came to. */
  say(acts: string, services: Swap["services"]): void {
    const { trial } = this.#judged;
    const failure = trial.services.find(({ pass }) => !pass);
    const check = trial.checks.find(({ pass }) => !pass);
    const left =
      failure === undefined
        ? `the check "${check?.name ?? ""}" fails (${check?.error ?? ""})`
        : `${failure.service} fails (${failure.evidence[0]?.detail ?? ""})`;
    const detail = `${acts}: ${trial.pass ? "what had failed passes" : left}`;
    this.swaps.push({ services, pass: trial.pass, detail });
    this.context.emit({ type: "note", stage: "trials", detail: `boot ${String(this.failed.boot)} goes on: ${detail}` });
  }

  async #judge(seen: Seen["seen"], missed: Seen["missed"]): Promise<void> {
    this.#judged = await this.failed.judge({ ...seen, seconds: this.failed.live.seen.seconds }, this.slim(), missed);
  }

  /** Slim image of each service that is to run one. */
  async #images(): Promise<Readonly<Record<string, string>>> {
    const slim = this.slim();
    await restoreRemoved(this.context, this.#slimmer, slim);
    const images = this.#slimmer.images();
    return Object.fromEntries(slim.map((service) => [service, images.get(service)?.ref ?? ""]));
  }

  #checks(): RunContext["config"]["checks"] {
    return this.context.config.checks.filter(({ name }) => this.failed.failedChecks.includes(name));
  }
}

function reachedFrom(services: readonly string[], edges: readonly Edge[]): ReadonlySet<string> {
  const reached = new Set(services);
  // Grows while it is walked.
  for (const service of reached) for (const { from, to } of edges) if (from === service) reached.add(to);
  return reached;
}
