import type { CheckUse } from "./config.js";
import type { Combination, Variant } from "./stack.js";

/** One sign that a service is to blame, as a person would check it. */
export type Evidence = {
  readonly kind: "not-started" | "exit" | "restarts" | "oom" | "unhealthy" | "probe" | "check" | "missing-file" | "log";
  readonly detail: string;
  /** Paths of the original image that the service asked for and its slim image lacks. */
  readonly paths?: readonly string[];
};

export type ServiceVerdict = {
  readonly service: string;
  readonly variant: Variant;
  readonly pass: boolean;
  /** Restarts during the trial, by the engine's count. */
  readonly restarts: number;
  readonly exitCode?: number;
  readonly evidence: readonly Evidence[];
};

/** What came of one request: the status and the first of its text, or why there was no answer. Secrets are masked. */
export type ShownAnswer =
  | { readonly status: number; readonly type: string; readonly bytes: number; readonly text?: string }
  | { readonly error: string };

/** One HTTP step of a check. `request`: the method and the URL as written, values filled in. */
export type Exchange = { readonly request: string; readonly answer: ShownAnswer };

export type CheckVerdict = {
  readonly name: string;
  readonly use: CheckUse;
  readonly pass: boolean;
  /** What failed, with what was expected and what came; absent when passed. */
  readonly error?: string;
  /** Services the failing step talked to. */
  readonly services: readonly string[];
  readonly ms: number;
  /** Its HTTP steps, the first of many; a step that was repeated as it was answered last. */
  readonly exchanges?: readonly Exchange[];
  /** It failed first and passed when run again on the same boot: this is the first failure. */
  readonly flake?: string;
  /** When it was run more than once on this boot: how often, and how often it failed. */
  readonly tries?: CheckTries;
};

export type CheckTries = { readonly runs: number; readonly failures: number };

export type TrialPurpose = "profile" | "original" | "all-slim" | "search" | "final";

/** Services of a running trial that were given another image, and what the stack did then. It guides the search and never decides. */
export type Swap = {
  /** What each of them ran from then on: its slim image as it was, with more in it, or the original. */
  readonly services: Readonly<Record<string, "diagnosed" | "repaired" | "original">>;
  readonly pass: boolean;
  /** One line for a person: what was added, what failed next. */
  readonly detail: string;
};

/** Boot of one combination and everything that was checked on it. */
export type Trial = {
  /** 1 for the first boot of the run (the profile). */
  readonly boot: number;
  readonly purpose: TrialPurpose;
  readonly combination: Combination;
  readonly pass: boolean;
  readonly services: readonly ServiceVerdict[];
  readonly checks: readonly CheckVerdict[];
  /** Seconds a part. */
  readonly seconds: Readonly<Record<"boot" | "probes" | "checks" | "teardown", number>>;
  /** Why this combination was booted. */
  readonly why: string;
  /** It said nothing: what failed may be chance, see `tries` of its checks. */
  readonly inconclusive?: boolean;
  /** What was tried on it after it had failed, in order. */
  readonly swaps?: readonly Swap[];
};

export type OutcomeLabel = "PROVEN MAXIMUM" | "MAXIMAL" | "BEST FOUND" | "NONE";

export type Outcome = {
  readonly label: OutcomeLabel;
  /** Why the label is what it is, one or two sentences for a person. */
  readonly why: string;
  readonly combination: Combination;
};
