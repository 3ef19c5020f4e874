import type { Emission } from "./emit-kind.js";
import type { CheckUse, Policy } from "./config.js";
import type { CheckTries, Evidence, OutcomeLabel, ShownAnswer, Trial } from "./trial.js";
import type { Edge, Variant } from "./stack.js";

/** The result of apply. Shape on disk: schema/report.schema.json. */
export type Report = {
  readonly version: 1;
  readonly project: string;
  readonly files: readonly string[];
  /** Every file that was written beside the report. */
  readonly emitted: readonly string[];
  /** The same by kind, with how it is used. Absent in reports of earlier versions. */
  readonly emissions?: readonly Emission[];
  readonly outcome: {
    readonly label: OutcomeLabel;
    readonly why: string;
    /** Container boots of the whole stack, the profile included. */
    readonly boots: number;
    /** Seconds of each stage: plan, profile, slim, trials, emit. */
    readonly seconds: Readonly<Record<string, number>>;
    readonly originalBytes: number;
    readonly slimBytes: number;
    /** Final combination: what runs when the emitted file is used. */
    readonly finalBytes: number;
    /** Peak resident set of the tool's own process, bytes. */
    readonly peakRssBytes: number;
  };
  readonly layers: { readonly original: LayerFigures; readonly final: LayerFigures };
  readonly services: readonly ReportService[];
  readonly checks: readonly ReportCheck[];
  readonly edges: readonly Edge[];
  readonly trials: readonly Trial[];
  readonly warnings: readonly string[];
};

/** What the images of a stack take together: bytes of their layers' tars, nothing compressed. */
export type LayerFigures = {
  /** Of every image, each image once. */
  readonly sumBytes: number;
  /** As an engine stores them: a layer once for each chain of layers it lies on. */
  readonly diskBytes: number;
  /** As a registry takes them: a layer once. It compresses them. */
  readonly pushBytes: number;
};

/** pass, fail, or why there is no verdict: implied by a passing superset, or never tried. */
export type CellVerdict = "pass" | "fail" | "implied" | "not-tried";

export type ReportService = {
  readonly name: string;
  readonly image: string;
  readonly slimImage?: string;
  readonly originalBytes?: number;
  readonly slimBytes?: number;
  readonly originalFiles?: number;
  readonly slimFiles?: number;
  readonly variant: Variant;
  /** What the plan meant it to be; `original`: it was never to be slimmed. Absent in reports of earlier versions. */
  readonly planned?: Variant;
  /** Why this variant was chosen. */
  readonly why: string;
  readonly probe: string;
  /** `probe http 80`, `check login via front-end`; empty: its boot alone says what it needs. Held-out checks, which run on trials only, are named so. */
  readonly exercisedBy: readonly string[];
  readonly alone: CellVerdict;
  readonly allSlim: CellVerdict;
  readonly final: CellVerdict;
  /** In the final trial, and in the profile of the original. */
  readonly restarts: number;
  readonly originalRestarts: number;
  /** Why it was blamed, from every trial that blamed it. */
  readonly evidence: readonly Evidence[];
  readonly repairs: readonly Repair[];
  /** What to write for this service in stack-slim.yml so that the next profile starts with its repairs; absent: nothing was repaired. */
  readonly suggest?: Suggestion;
  readonly warnings: readonly string[];
};

export type Suggestion = { readonly keep?: readonly string[]; readonly policy?: Policy };

/** One change of a slim image after a trial failed. */
export type Repair = {
  /** How much was taken in around what was missing, or `taken back`. */
  readonly rung: string;
  /** The first of the files that came or went. */
  readonly paths: readonly string[];
  /** How many files came or went. */
  readonly files: number;
  /** Below zero where something was taken back. */
  readonly bytesAdded: number;
  readonly why: string;
  /** The boot that failed, or that it was tried in. */
  readonly boot: number;
};

export type ReportCheck = {
  readonly name: string;
  readonly use: CheckUse;
  readonly original: CellVerdict;
  readonly allSlim: CellVerdict;
  readonly final: CellVerdict;
  readonly error?: string;
  /** It fails by chance: over all boots in which it failed and passed, how often it ran and failed. */
  readonly flaky?: CheckTries;
  /** Requests that slim services answered otherwise than the reference did; the first of many, absent where none was. */
  readonly differences?: readonly AnswerDifference[];
};

/** `reference`: the original's answer, or, of a check that never ran there, that of a combination it passed on. `boot`: 1 for the profile. */
export type AnswerDifference = {
  readonly request: string;
  readonly reference: { readonly boot: number; readonly original: boolean; readonly answer: ShownAnswer };
  readonly slim: { readonly boot: number; readonly answer: ShownAnswer };
};
