import type { Repair } from "../model/report.js";
import type { Combination, Edge } from "../model/stack.js";
import type { CheckVerdict, Evidence, Outcome, Trial, TrialPurpose } from "../model/trial.js";
import {
  failuresNeeded,
  flakeVerdict,
  MOST_PENDING,
  nextStep,
  rateOf,
  type Candidate,
  type FlakeVerdict,
  type Observation,
  type SearchStep,
} from "../search/index.js";
import { judge, MeasuredRates, withLeftOutEvidence, type Judged, type Tries, type TrialObservations } from "../trial/index.js";
import { bootCombination, withTeardown, type BootedCombination } from "./boot-combination.js";
import { measuringRuns } from "./measuring-runs.js";
import { mend, type Mended } from "./mend.js";
import { parallelBoots } from "./parallel-boots.js";
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
  /** How many stacks may run at once. */
  #parallel: number;
  /** Teardowns that may still be under way, by position in the trials. */
  readonly #closing = new Map<number, Promise<number>>();

  constructor(context: RunContext, profile: Profile, slimmer: Slimmer) {
    this.#context = context;
    this.#profile = profile;
    this.#slimmer = slimmer;
    this.#repairs = new Repairs(slimmer);
    this.#parallel = context.options.parallel ?? parallelBoots(profile, context.engineInfo);
    this.#trials = [profile.trial];
    this.#brokenChecks = new Map(failedChecks(profile.trial));
    this.#rates.add(profile.trial);
  }

  async run(): Promise<TrialsResult> {
    for (;;) {
      const steps = this.#nextSteps();
      const [first] = steps;
      if (first?.kind === "done") {
        await this.settle();
        const outcome = { label: first.label, why: first.why, combination: combinationOf(this.#context, first.slim) };
        const trials = withLeftOutEvidence(this.#trials, outcome.combination);
        return { trials, outcome, repairs: this.#repairs.made(), brokenChecks: this.#brokenChecks };
      }
      await this.#tryAll(steps.flatMap((step) => (step.kind === "boot" ? [step] : [])));
    }
  }

  /** What to boot next: as many at once as the machine takes and search finds worth their time; or, alone, that it is over. */
  #nextSteps(): readonly SearchStep[] {
    const candidates = candidatesOf(this.#context, this.#slimmer);
    const revisions = this.#slimmer.revisions();
    const minutes = this.#isLate() ? "over" : "left";
    const steps: SearchStep[] = [];
    const most = Math.min(this.#parallel, MOST_PENDING);
    while (steps.length < most) {
      const pending = steps.flatMap((step) => (step.kind === "boot" ? [step.slim] : []));
      const budget = { bootsLeft: this.#bootsLeft() - steps.length, minutes } as const;
      const step = nextStep({ candidates, observations: this.#observations, revisions, budget, pending });
      if (step.kind !== "boot") return steps.length > 0 ? steps : [step];
      steps.push(step);
    }
    return steps;
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
    return this.#context.options.maxBoots - this.#trials.length;
  }

  /** Whether a boot like the longest so far would end after the time that the run may take. */
  #isLate(): boolean {
    const { maxMinutes } = this.#context.options;
    if (maxMinutes === undefined) return false;
    const longest = Math.max(...this.#trials.map(({ seconds }) => Object.values(seconds).reduce((sum, part) => sum + part, 0)));
    return (performance.now() - this.#context.startedAt) / 1000 + longest > maxMinutes * 60;
  }

  /** Boots these side by side and then looks at one after the other: what mending changes must not change under another boot's feet. */
  async #tryAll(steps: readonly BootStep[]): Promise<void> {
    const all = candidatesOf(this.#context, this.#slimmer).length;
    const revisions = this.#slimmer.revisions();
    const boots = steps.map(({ slim, why }, at): PlannedBoot => {
      const isAll = slim.length === all;
      const attempt = this.#observations.filter((seen) => seen.inconclusive === true && [...seen.slim].join() === slim.join()).length;
      const number = this.#trials.length + 1 + at;
      return { number, slim, why, attempt, revisions, purpose: isAll ? "all-slim" : "search", beside: steps.length - 1 };
    });
    const started = await Promise.allSettled(boots.map((boot) => this.#bootOne(boot)));
    const failed = started.find((one) => one.status === "rejected");
    if (failed !== undefined) {
      await Promise.all(started.flatMap((one) => (one.status === "fulfilled" ? [one.value.close()] : [])));
      throw failed.reason;
    }
    const verdicts = started.flatMap((one, at) => {
      const boot = boots[at];
      return one.status === "fulfilled" && boot !== undefined ? [{ boot, booted: one.value }] : [];
    });
    const judged: JudgedBoot[] = [];
    for (const { boot, booted } of verdicts) {
      const verdict = await this.#judge(booted.seen, boot);
      const at = this.#trials.push(verdict.trial) - 1;
      if (verdict.trial.pass) this.#closing.set(at, booted.close());
      judged.push({ boot, booted, at, judged: verdict });
    }
    for (const one of judged) await this.#conclude(one);
  }

  #bootOne({ number, slim, why, attempt, purpose }: PlannedBoot): Promise<BootedCombination> {
    const tries: Tries = { kind: "condemn", failures: (check) => this.#failuresNeeded(check) };
    return this.#boot({ number, slim, phase: purpose === "all-slim" ? "final" : "trial", why, tries, attempt });
  }

  async #conclude({ boot, booted, at, judged: first }: JudgedBoot): Promise<void> {
    let judged = first;
    const { slim, revisions, attempt } = boot;
    const mended = judged.trial.pass ? undefined : await this.#mend(booted, judged, boot);
    if (!judged.trial.pass) this.#closing.set(at, booted.close(mended === undefined ? {} : { mended, repairs: this.#repairs.snapshot() }));
    if (this.#needsOriginal(judged, mended)) {
      await this.#measureOriginal(judged);
      judged = await this.#judge(booted.seen, boot);
    }
    const slow = boot.beside > 0 && !judged.trial.pass && !isDecisive(judged);
    // What is only late beside others is no verdict, and from now on nothing is booted beside another.
    if (slow) this.#parallel = 1;
    const inconclusive = slow || (attempt < mostAttempts - 1 && this.#mayBeChance(judged, slim));
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

  /** Only checks failed, and of one of them the original has to tell whether that is the slim images' doing. */
  #needsOriginal({ trial, blame }: Judged, mended: Mended | undefined): boolean {
    if (trial.pass || this.#bootsLeft() <= 0) return false;
    if (mended !== undefined && !mended.byChance && mended.swaps.some(({ pass }) => pass)) return false;
    const doubtful = this.#failing(trial).filter(({ name }) => !this.#measured.has(name));
    return blame.culprits.length === 0 && doubtful.some((check) => ["undecidable", "again"].includes(this.#flakeVerdict([check])));
  }

  async #measureOriginal({ trial }: Judged): Promise<void> {
    const suspected = new Set(this.#failing(trial).map(({ name }) => name));
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

  /** Nobody but checks speaks against it, and over all its boots each of those failed too few times in a row for how it fares on the original. */
  #mayBeChance({ trial, blame }: Judged, slim: readonly string[]): boolean {
    if (trial.pass || blame.culprits.length > 0 || trial.services.some(({ pass }) => !pass)) return false;
    const isSame = (other: Trial): boolean => other.inconclusive === true && slimOf(other).join() === [...slim].sort().join();
    const before = this.#trials.filter(isSame);
    const failing = this.#failing(trial);
    return failing.every((check) => {
      const earlier = before.flatMap(({ checks }) => checks.filter(({ name }) => name === check.name));
      return ["again", "flaky"].includes(this.#flakeVerdict([check, ...earlier]));
    });
  }

  /** What all runs of one check on one combination say. */
  #flakeVerdict(runs: readonly CheckVerdict[]): FlakeVerdict {
    const name = runs[0]?.name ?? "";
    const all = runs.map(({ pass, tries }) => tries ?? { runs: 1, failures: pass ? 0 : 1 });
    const failures = all.reduce((sum, one) => sum + one.failures, 0);
    return flakeVerdict({ failures, runs: all.reduce((sum, one) => sum + one.runs, 0), rate: this.#rateOf(name) });
  }

  #failuresNeeded(check: string): number {
    const needed = failuresNeeded(this.#rateOf(check));
    // Of one that never ran on the original no number would do; it is asked there once it failed.
    return Number.isFinite(needed) ? needed : 1;
  }

  #rateOf(check: string): number {
    return rateOf(this.#rates.of(check) ?? { runs: 0, failures: 0 });
  }

  #failing(trial: Trial): readonly CheckVerdict[] {
    return trial.checks.filter(({ name, pass }) => !pass && !this.#brokenChecks.has(name));
  }

  #edges(): readonly Edge[] {
    return [...this.#context.plan.edges, ...this.#profile.edges];
  }
}

type BootStep = Extract<SearchStep, { readonly kind: "boot" }>;

type PlannedBoot = Judgement & {
  readonly attempt: number;
  readonly revisions: Readonly<Record<string, string>>;
  /** How many others are booted at the same time. */
  readonly beside: number;
};

/** `at`: its position in the trials. */
type JudgedBoot = { readonly boot: PlannedBoot; readonly booted: BootedCombination; readonly at: number; readonly judged: Judged };

/** Signs that don't come of a machine with too much to do. */
const decisive: ReadonlySet<Evidence["kind"]> = new Set(["exit", "restarts", "not-started", "oom", "missing-file"]);

const isDecisive = ({ trial }: Judged): boolean =>
  trial.services.some(({ pass, evidence }) => !pass && evidence.some(({ kind }) => decisive.has(kind)));

const slimOf = ({ combination }: Trial): readonly string[] =>
  Object.keys(combination)
    .filter((service) => combination[service] === "slim")
    .sort();

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
