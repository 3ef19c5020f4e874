import type { Repair } from "../model/report.js";
import type { Combination, Edge } from "../model/stack.js";
import type { Outcome, Trial, TrialPurpose } from "../model/trial.js";
import { failuresNeeded, nextStep, type Candidate, type Observation } from "../search/index.js";
import { judge, MeasuredRates, withLeftOutEvidence, type Judged, type Tries, type TrialObservations } from "../trial/index.js";
import { bootCombination, withTeardown, type BootedCombination } from "./boot-combination.js";
import { measuringRuns } from "./measuring-runs.js";
import { mend, type Mended } from "./mend.js";
import type { Profile } from "./profile-stage.js";
import { Repairs } from "./repairs.js";
import type { RunContext } from "./run-context.js";
import type { Slimmer } from "./slimmer.js";

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
  try {
    return await stage.run();
  } finally {
    await stage.settle();
    await slimmer.removeReplaced();
  }
}

/** A combination whose failure may be chance is booted so often before its last verdict stands. */
const mostAttempts = 3;

class Trials {
  readonly #context: RunContext;
  readonly #profile: Profile;
  readonly #slimmer: Slimmer;
  readonly #repairs: Repairs;
  readonly #trials: Trial[];
  readonly #observations: Observation[] = [];
  readonly #brokenChecks: Map<string, string>;
  readonly #rates = new MeasuredRates();
  /** Checks whose failure rate on the original has been measured on a boot for that. */
  readonly #measured = new Set<string>();
  /** Teardowns that may still be under way, by position in the trials. */
  readonly #closing = new Map<number, Promise<number>>();

  constructor(context: RunContext, profile: Profile, slimmer: Slimmer) {
    this.#context = context;
    this.#profile = profile;
    this.#slimmer = slimmer;
    this.#repairs = new Repairs(slimmer);
    this.#trials = [profile.trial];
    this.#brokenChecks = new Map(failedChecks(profile.trial));
    this.#rates.add(profile.trial);
  }

  async run(): Promise<TrialsResult> {
    for (;;) {
      const candidates = candidatesOf(this.#context, this.#slimmer);
      const revisions = this.#slimmer.revisions();
      const step = nextStep({ candidates, observations: this.#observations, revisions, budget: { bootsLeft: this.#bootsLeft() } });
      if (step.kind === "done") {
        await this.settle();
        const outcome = { label: step.label, why: step.why, combination: combinationOf(this.#context, step.slim) };
        const trials = withLeftOutEvidence(this.#trials, outcome.combination);
        return { trials, outcome, repairs: this.#repairs.made(), brokenChecks: this.#brokenChecks };
      }
      await this.#try(step.slim, step.why, step.slim.length === candidates.length);
    }
  }

  /** Waits until nothing of these trials runs any more. */
  async settle(): Promise<void> {
    const closed = await Promise.all([...this.#closing].map(async ([at, closing]) => [at, await closing] as const));
    this.#closing.clear();
    for (const [at, seconds] of closed) {
      const trial = this.#trials[at];
      if (trial !== undefined) this.#trials[at] = withTeardown(trial, seconds);
    }
  }

  #bootsLeft(): number {
    return this.#isLate() ? 0 : this.#context.options.maxBoots - this.#trials.length;
  }

  /** Whether a boot like the longest so far would end after the time that the run may take. */
  #isLate(): boolean {
    const { maxMinutes } = this.#context.options;
    if (maxMinutes === undefined) return false;
    const longest = Math.max(...this.#trials.map(({ seconds }) => Object.values(seconds).reduce((sum, part) => sum + part, 0)));
    return (performance.now() - this.#context.startedAt) / 1000 + longest > maxMinutes * 60;
  }

  async #try(slim: readonly string[], why: string, all: boolean): Promise<void> {
    const number = this.#trials.length + 1;
    const revisions = this.#slimmer.revisions();
    const purpose: TrialPurpose = all ? "all-slim" : "search";
    const attempt = this.#observations.filter((seen) => seen.inconclusive === true && [...seen.slim].join() === slim.join()).length;
    const tries: Tries = { kind: "condemn", failures: (check) => this.#failuresNeeded(check) };
    const booted = await this.#boot({ number, slim, phase: all ? "final" : "trial", why, tries, attempt });
    const judgeIt = (): Promise<Judged> => this.#judge(booted.seen, { number, slim, purpose, why });
    let judged = await judgeIt();
    const mended = judged.trial.pass ? undefined : await this.#mend(booted, judged, { number, slim, purpose, why });
    const at = this.#trials.push(judged.trial) - 1;
    this.#closing.set(at, booted.close(mended === undefined ? {} : { mended, repairs: this.#repairs.snapshot() }));
    const unmended = mended === undefined || mended.byChance || mended.swaps.every(({ pass }) => !pass);
    if (!judged.trial.pass && unmended && this.#needsOriginal(judged, mended)) {
      await this.#measureOriginal(judged);
      judged = await judgeIt();
    }
    const inconclusive = attempt < mostAttempts - 1 && !judged.trial.pass && this.#mayBeChance(judged);
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

  async #boot(boot: Parameters<typeof bootCombination>[3]): Promise<BootedCombination> {
    return bootCombination(this.#context, this.#profile, this.#slimmer, boot);
  }

  async #judge(seen: TrialObservations, on: Judgement): Promise<Judged> {
    const dropped = looksBad(seen) ? await this.#slimmer.droppedLookup(on.slim) : () => [];
    return judge(seen, {
      boot: on.number,
      purpose: on.purpose,
      combination: combinationOf(this.#context, on.slim),
      why: on.why,
      baselines: this.#profile.baselines,
      brokenChecks: new Set(this.#brokenChecks.keys()),
      dropped,
      edges: this.#edges(),
      ...(on.missed === undefined ? {} : { missed: on.missed }),
    });
  }

  /** Mends what still runs; what was mended in an earlier run is brought about again. */
  async #mend({ live, mended, repairs }: BootedCombination, judged: Judged, on: Judgement): Promise<Mended | undefined> {
    if (repairs !== undefined) await this.#repairs.resume(repairs);
    if (live === undefined) return mended;
    return mend(this.#context, this.#slimmer, this.#repairs, {
      live,
      boot: on.number,
      slim: on.slim,
      judged,
      failedChecks: judged.trial.checks.filter(({ pass, name }) => !pass && !this.#brokenChecks.has(name)).map(({ name }) => name),
      edges: this.#edges(),
      spare: this.#bootsLeft() > 2,
      judge: (seen, slim, missed) => this.#judge(seen, { ...on, slim, missed }),
    });
  }

  /** Only checks failed, and how they fare on the original isn't known well enough: whether that is the slim images' doing only it can tell. */
  #needsOriginal({ trial, blame }: Judged, mended: Mended | undefined): boolean {
    const doubtful = this.#failing(trial).filter((name) => !this.#measured.has(name));
    const blameless = mended?.byChance === true || blame.culprits.length === 0;
    return doubtful.length > 0 && blameless && this.#bootsLeft() > 0;
  }

  async #measureOriginal({ trial }: Judged): Promise<void> {
    const suspected = new Set(this.#failing(trial));
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
    this.#closing.set(this.#trials.push(original) - 1, booted.close());
    this.#rates.add(original);
    for (const name of suspected) this.#measured.add(name);
    for (const [name, error] of failedChecks(original)) this.#brokenChecks.set(name, error);
  }

  /** Nobody but checks speaks against it, and each of those failed too few times in a row for how often it fails on the original. */
  #mayBeChance({ trial, blame }: Judged): boolean {
    const failing = trial.checks.filter(({ name, pass }) => !pass && !this.#brokenChecks.has(name));
    const isShort = failing.every(({ name, tries }) => (tries?.failures ?? 1) < this.#failuresNeeded(name));
    return blame.culprits.length === 0 && failing.length > 0 && isShort;
  }

  #failuresNeeded(check: string): number {
    const { runs, failures } = this.#rates.of(check) ?? { runs: 0, failures: 0 };
    return runs === 0 ? 1 : failuresNeeded(failures / runs, Math.max(1, this.#context.config.checks.length));
  }

  #failing(trial: Trial): readonly string[] {
    return trial.checks.filter(({ name, pass }) => !pass && !this.#brokenChecks.has(name)).map(({ name }) => name);
  }

  #edges(): readonly Edge[] {
    return [...this.#context.plan.edges, ...this.#profile.edges];
  }
}

type Judgement = {
  readonly number: number;
  readonly slim: readonly string[];
  readonly purpose: TrialPurpose;
  readonly why: string;
  readonly missed?: ReadonlyMap<string, readonly string[]>;
};

/** In the plan's order, whatever order the images were made in: among equal weights search goes by it. */
const candidatesOf = ({ plan, options }: RunContext, slimmer: Slimmer): readonly Candidate[] => {
  const images = slimmer.images();
  return plan.services
    .flatMap(({ name }) => images.get(name) ?? [])
    .map(({ service, originalBytes, slimBytes }) => ({
      name: service,
      weight: options.weigh === "count" ? 1 : Math.max(0, originalBytes - slimBytes),
    }));
};

const combinationOf = ({ stack }: RunContext, slim: readonly string[]): Combination =>
  Object.fromEntries(stack.services.map(({ name }) => [name, slim.includes(name) ? "slim" : "original"]));

const failedChecks = (trial: Trial): readonly (readonly [string, string])[] =>
  trial.checks.filter(({ pass }) => !pass).map(({ name, error }) => [name, error ?? "failed"]);

const looksBad = (seen: TrialObservations): boolean => seen.checks.some(({ pass }) => !pass) || seen.services.some(({ log }) => log !== "");

/** Probes and checks were told as they ended; what only the whole boot shows, a crash loop above all, is told here. */
function tellResult({ emit }: RunContext, { trial, blame }: Judged, inconclusive: boolean): void {
  for (const { service, pass, evidence } of trial.services) {
    const [first] = evidence;
    if (pass || first === undefined || first.kind === "probe") continue;
    emit({ type: "service", stage: "trials", service, status: "failed", detail: first.detail });
  }
  const pointed = blame.suspects.length === 0 ? "" : `; it points at ${blame.suspects.join(", ")}`;
  const blamed = blame.culprits.length === 0 ? " and blames nobody" : ` and blames ${blame.culprits.join(", ")}`;
  const chance = inconclusive ? "; that may be chance, so it is booted once more" : "";
  const detail = `boot ${String(trial.boot)} ${trial.pass ? "passed" : `failed${blamed}${pointed}${chance}`}`;
  emit({ type: "note", stage: "trials", detail });
}
