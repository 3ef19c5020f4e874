import type { OutcomeLabel } from "../model/trial.js";

/** A service with a slim image. Weight: what slimming it is worth, in whole bytes saved, or 1 to count services; 0 or more. */
export type Candidate = { readonly name: string; readonly weight: number };

/** One trial, as search reads it: every candidate in `slim` ran slim, every other one original. */
export type Observation = {
  readonly slim: ReadonlySet<string> | readonly string[];
  readonly pass: boolean;
  /** Who the trial's evidence blames. A hint: may be empty, incomplete or wrong; it steers the search and never decides a label. */
  readonly culprits: readonly string[];
  /** Whom it points at less: what the culprits or the failed checks need. As much a hint as `culprits`, and followed after them. */
  readonly suspects?: readonly string[];
  /** Who ran original and failed all the same, so that earlier blame of its slim image was wrong. A hint too. */
  readonly acquitted?: readonly string[];
  /** Slim image of each service at the time, any string that changes with the image. Services left out count as current. */
  readonly revisions?: Readonly<Record<string, string>>;
  /** Seen in a running trial after services of it were swapped: hints only, no boot. */
  readonly swapped?: boolean;
  /** A flake or an environment failure: no verdict; the observation is ignored. */
  readonly inconclusive?: boolean;
};

/**
 * What a PROVEN MAXIMUM may rest on beside boots; MAXIMAL always rests on boots alone.
 * `monotone`: what fails goes on failing when more services are slim; a failing set then rules out its supersets, until a boot
 * contradicts it. `nothing`: only booted sets count, so every label holds on every stack, at the price of seldom reaching PROVEN MAXIMUM.
 */
export type Assumption = "monotone" | "nothing";

export type SearchState = {
  readonly candidates: readonly Candidate[];
  /** Oldest first. The original stack is taken to pass unless an observation of the empty set failed. */
  readonly observations: readonly Observation[];
  readonly budget: { readonly bootsLeft: number };
  /** Current slim image of each service; an observation with another revision of a service it ran slim is ignored. */
  readonly revisions?: Readonly<Record<string, string>>;
  /** Default: monotone. */
  readonly assume?: Assumption;
};

/** `slim` is in the candidates' order. `assumes`: what the label rests on beside the boots themselves. */
export type SearchStep =
  | { readonly kind: "boot"; readonly slim: readonly string[]; readonly why: string }
  | {
      readonly kind: "done";
      readonly slim: readonly string[];
      readonly label: OutcomeLabel;
      readonly assumes: Assumption;
      readonly why: string;
    };
