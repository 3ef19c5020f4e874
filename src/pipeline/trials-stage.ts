import type { Repair } from "../model/report.js";
import type { Edge } from "../model/stack.js";
import type { CheckTries, Evidence, Outcome, Trial, TrialPurpose } from "../model/trial.js";
import { failuresNeeded, flakeVerdict, rateOf, type Observation } from "../search/index.js";
import { CheckDoubts, judge, withLeftOutEvidence, type Flakes, type Judged, type Tries, type TrialObservations } from "../trial/index.js";
import { bootCombination, withTeardown, type BootedCombination } from "./boot-combination.js";
import { candidatesOf, combinationOf, slimOf } from "./combinations.js";
import { measuringRuns } from "./measuring-runs.js";
import { mend, type Mended } from "./mend.js";
import { nextBoots, type BootStep } from "./next-boots.js";
import { parallelBoots } from "./parallel-boots.js";
import type { Profile } from "./profile-stage.js";
import { Repairs } from "./repairs.js";
import type { RunContext } from "./run-context.js";
import type { Slimmer } from "./slimmer.js";
import { tellResult } from "./tell-result.js";

export type TrialsResult = {
  readonly trials: readonly Trial[];
  readonly outcome: Outcome;
  readonly repairs: ReadonlyMap<string, readonly Repair[]>;
  /** Checks that fail on the original too, with how. */
  readonly brokenChecks: ReadonlyMap<string, string>;
};

/** Boots combinations, as search asks for them, until one is proven or the budget is spent; mends those that fail while they run. */
export async function trialsStage(context: RunContext, profile: Profile, slimmer: Slimmer): Promise<TrialsResult> {
  const stage = new Trials(context, profile, slimmer);
  const settle = async (): Promise<void> => {
    await stage.settle();
    await slimmer.removeReplaced();
  };
  try {
    const result = await stage.run();
    await settle();
    return result;
  } catch (error) {
    // What went wrong first is what to mend.
    await settle().catch(() => undefined);
    throw error;
  }
}

/** A combination whose failure may be chance is booted so often before its last verdict stands. */
const mostAttempts = 3;

/** Each check that may flake is another chance of a wrong verdict; so many verdicts a check are allowed for. */
const verdictsPerCheck = 14;

const flakes = (checks: number): Flakes => {
  const decisions = verdictsPerCheck * Math.max(1, checks);
  return {
    verdict: (runs, original) => flakeVerdict({ ...runs, rate: rateOf(original), decisions }),
    needed: (original: CheckTries) => failuresNeeded(rateOf(original), decisions),
  };
};

/** One combination to boot. `attempt`: how often it was booted without a verdict; `beside`: how many others are booted at the same time. */
type PlannedBoot = {
  readonly number: number;
  readonly slim: readonly string[];
  readonly purpose: TrialPurpose;
  readonly why: string;
  readonly attempt: number;
  readonly beside: number;
  readonly revisions: Readonly<Record<string, string>>;
};

/** `at`: its position in the trials. */
type JudgedBoot = { readonly boot: PlannedBoot; readonly booted: BootedCombination; readonly at: number; readonly judged: Judged };

class Trials {
  readonly #context: RunContext;
  readonly #profile: Profile;
  readonly #slimmer: Slimmer;
  readonly #repairs: Repairs;
  readonly #trials: Trial[];
  readonly #observations: Observation[] = [];
  readonly #doubts: CheckDoubts;
  /** How many stacks may run at once. */
  #parallel: number;
  /** Boots that may still run. */
  readonly #running = new Set<BootedCombination>();
  /** Teardowns that may still be under way, by position in the trials. */
  readonly #closing = new Map<number, Promise<number>>();

  constructor(context: RunContext, profile: Profile, slimmer: Slimmer) {
    this.#context = context;
    this.#profile = profile;
    this.#slimmer = slimmer;
    this.#repairs = new Repairs(slimmer);
    this.#parallel = context.options.parallel ?? parallelBoots(profile, context.engineInfo);
    this.#trials = [profile.trial];
    this.#doubts = new CheckDoubts(flakes(context.config.checks.length));
    this.#doubts.add(profile.trial);
  }

  async run(): Promise<TrialsResult> {
    for (;;) {
      const candidates = candidatesOf(this.#context, this.#slimmer);
      const budget = { bootsLeft: this.#bootsLeft(), minutes: this.#isLate() ? "over" : "left" } as const;
      const state = { candidates, observations: this.#observations, revisions: this.#slimmer.revisions(), budget };
      const next = nextBoots(state, this.#parallel);
      if (next.kind === "boots") {
        await this.#tryAll(next.boots, candidates.length);
        continue;
      }
      await this.settle();
      const outcome = { label: next.label, why: next.why, combination: combinationOf(this.#context, next.slim) };
      const trials = withLeftOutEvidence(this.#trials, outcome.combination);
      return { trials, outcome, repairs: this.#repairs.made(), brokenChecks: this.#doubts.broken() };
    }
  }

  /** Takes down whatever still runs, and waits until nothing does. */
  async settle(): Promise<void> {
    const running = [...this.#running].map((booted) => booted.close(undefined));
    const closing = [...this.#closing];
    this.#running.clear();
    this.#closing.clear();
    // One that fails must not leave the others at it.
    await Promise.allSettled([...running, ...closing.map(([, closed]) => closed)]);
    await Promise.all(running);
    for (const [at, closed] of closing) {
      const seconds = await closed;
      const trial = this.#trials[at];
      if (trial !== undefined) this.#trials[at] = withTeardown(trial, seconds);
    }
  }

  /** Boots these side by side and then looks at one after the other: what mending changes must not change under another boot's feet. */
  async #tryAll(steps: readonly BootStep[], all: number): Promise<void> {
    const revisions = this.#slimmer.revisions();
    const started = await Promise.allSettled(
      steps.map(async ({ slim, why }, position) => {
        const attempt = this.#observations.filter((seen) => seen.inconclusive === true && [...seen.slim].join() === slim.join()).length;
        const purpose = slim.length === all ? "all-slim" : "search";
        const number = this.#trials.length + 1 + position;
        const boot: PlannedBoot = { number, slim, why, attempt, revisions, purpose, beside: steps.length - 1 };
        const tries: Tries = { kind: "condemn", failures: (check) => this.#doubts.failuresNeeded(check) };
        return { boot, booted: await this.#boot({ ...boot, phase: purpose === "all-slim" ? "final" : "trial", tries }) };
      }),
    );
    const judged: JudgedBoot[] = [];
    for (const one of started) {
      if (one.status === "rejected") throw one.reason;
      const verdict = await this.#judge(one.value.booted.seen, one.value.boot);
      const at = this.#trials.push(verdict.trial) - 1;
      if (verdict.trial.pass) this.#close(at, one.value.booted, {});
      judged.push({ ...one.value, at, judged: verdict });
    }
    for (const one of judged) await this.#conclude(one);
  }

  async #conclude({ boot, booted, at, judged: first }: JudgedBoot): Promise<void> {
    let judged = first;
    const { slim, revisions, attempt } = boot;
    const mended = judged.trial.pass ? undefined : await this.#mend(booted, judged, boot);
    if (!judged.trial.pass) this.#close(at, booted, mended === undefined ? {} : { mended, repairs: this.#repairs.snapshot() });
    const isMended = mended !== undefined && !mended.byChance && mended.swaps.some(({ pass }) => pass);
    if (!isMended && this.#bootsLeft() > 0 && this.#doubts.needsOriginal(judged)) {
      await this.#measureOriginal(judged);
      judged = await this.#judge(booted.seen, boot);
    }
    const slow = boot.beside > 0 && !judged.trial.pass && !isDecisive(judged);
    // What is only late beside others is no verdict, and from now on nothing is booted beside another.
    if (slow) this.#parallel = 1;
    const before = this.#trials.filter((trial) => trial.inconclusive === true && slimOf(trial).join() === [...slim].sort().join());
    const inconclusive = slow || (attempt < mostAttempts - 1 && this.#doubts.mayBeChance(judged, before));
    this.#trials[at] = {
      ...judged.trial,
      ...(inconclusive ? { inconclusive } : {}),
      ...(mended === undefined || mended.swaps.length === 0 ? {} : { swaps: mended.swaps }),
    };
    tellResult(this.#context, judged, inconclusive);
    this.#observations.push({ slim, pass: judged.trial.pass, ...judged.blame, revisions, ...(inconclusive ? { inconclusive } : {}) });
    if (mended?.hint !== undefined)
      this.#observations.push({ ...mended.hint, pass: false, swapped: true, revisions: this.#slimmer.revisions() });
  }

  async #boot(boot: Omit<Parameters<typeof bootCombination>[3], "measured">): Promise<BootedCombination> {
    const booted = await bootCombination(this.#context, this.#profile, this.#slimmer, {
      ...boot,
      measured: this.#trials.map(({ seconds }) => seconds),
    });
    this.#running.add(booted);
    return booted;
  }

  /** Takes a boot down while other work goes on. */
  #close(at: number, booted: BootedCombination, result: NonNullable<Parameters<BootedCombination["close"]>[0]>): void {
    this.#running.delete(booted);
    const closing = booted.close(result);
    // Who waits for it, at the end, is told.
    closing.catch(() => undefined);
    this.#closing.set(at, closing);
  }

  async #judge(
    seen: TrialObservations,
    on: Pick<PlannedBoot, "number" | "slim" | "purpose" | "why"> & { readonly missed?: ReadonlyMap<string, readonly string[]> },
  ): Promise<Judged> {
    // Indexing an original is the dear part of judging, and a log that says nothing names no path.
    const logged = new Set(seen.services.flatMap(({ service, log }) => (log === "" ? [] : [service])));
    return judge(seen, {
      boot: on.number,
      purpose: on.purpose,
      combination: combinationOf(this.#context, on.slim),
      why: on.why,
      baselines: this.#profile.baselines,
      brokenChecks: new Set(this.#doubts.broken().keys()),
      dropped: await this.#slimmer.droppedLookup(on.slim.filter((service) => logged.has(service))),
      edges: this.#edges(),
      ...(on.missed === undefined ? {} : { missed: on.missed }),
    });
  }

  /** Mends what still runs; what was mended in an earlier run is brought about again. */
  async #mend({ live, mended, repairs }: BootedCombination, judged: Judged, boot: PlannedBoot): Promise<Mended | undefined> {
    if (repairs !== undefined) await this.#repairs.resume(repairs);
    if (live === undefined) return mended;
    return mend(this.#context, this.#slimmer, this.#repairs, {
      live,
      boot: boot.number,
      slim: boot.slim,
      judged,
      failedChecks: this.#doubts.failing(judged.trial).map(({ name }) => name),
      edges: this.#edges(),
      seeking: !this.#observations.some(({ pass }) => pass),
      spare: this.#bootsLeft() > 1,
      judge: (seen, slim, missed) => this.#judge(seen, { ...boot, slim, missed }),
    });
  }

  async #measureOriginal({ trial }: Judged): Promise<void> {
    const suspected = new Set(this.#doubts.failing(trial).map(({ name }) => name));
    const number = this.#trials.length + 1;
    const why = "the original through the checks that failed, to tell a fault of the slim images from one it has itself";
    const tries: Tries = { kind: "measure", runs: measuringRuns, suspected };
    const booted = await this.#boot({ number, slim: [], phase: "trial", why, tries, attempt: 0 });
    const { trial: original } = judge(booted.seen, {
      boot: number,
      purpose: "original",
      combination: combinationOf(this.#context, []),
      why,
      baselines: this.#profile.baselines,
      brokenChecks: new Set(),
      dropped: () => [],
      edges: [],
    });
    this.#close(this.#trials.push(original) - 1, booted, {});
    this.#doubts.add(original, suspected);
  }

  #bootsLeft(): number {
    return this.#context.options.maxBoots - this.#trials.length;
  }

  /** Whether a boot like the longest so far would end after the time that the run may take. */
  #isLate(): boolean {
    const { maxMinutes } = this.#context.options;
    if (maxMinutes === undefined) return false;
    const longest = Math.max(...this.#trials.map(({ seconds }) => Object.values(seconds).reduce((sum, part) => sum + part, 0)));
    return (performance.now() - this.#context.startedAt) / 1000 + longest > maxMinutes * 60;
  }

  #edges(): readonly Edge[] {
    return [...this.#context.plan.edges, ...this.#profile.edges];
  }
}

/** Signs that don't come of a machine with too much to do. */
const decisive: ReadonlySet<Evidence["kind"]> = new Set(["exit", "restarts", "not-started", "oom", "missing-file"]);

const isDecisive = ({ trial }: Judged): boolean =>
  trial.services.some(({ pass, evidence }) => !pass && evidence.some(({ kind }) => decisive.has(kind)));
