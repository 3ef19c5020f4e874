import type { Combination } from "../model/stack.js";
import type { Judged } from "../trial/index.js";
import type { Boot } from "./boot.js";
import type { Profile } from "./profile-stage.js";
import type { RunContext } from "./run-context.js";

/** What the stages of confinement share: the combination that the search came to, and how a boot of it is judged. */
export type Confining = {
  readonly context: RunContext;
  readonly profile: Profile;
  readonly combination: Combination;
  /** Slim image of each service that runs one. */
  readonly refs: Readonly<Record<string, string>>;
  readonly key: string;
  readonly boot: (number: number, instrument: Boot["instrument"], why: string) => Promise<Judged>;
  /** Number of the first boot that is free. */
  readonly first: number;
};
