import { nextStep, type Assumption, type Observation, type SearchStep } from "../../../src/search/index.js";
import type { Blame, Hints } from "./evidence.js";
import { brokenBy, type SimulatedStack } from "./simulated-stack.js";

export type Done = Extract<SearchStep, { kind: "done" }>;

export type Run = {
  /** What the boots showed, in the order in which they ended. */
  readonly observations: readonly Observation[];
  /** Each boot begun, and which others were pending then. */
  readonly begun: readonly { readonly slim: readonly string[]; readonly pending: readonly (readonly string[])[] }[];
  readonly done: Done;
  /** How often verdicts were waited for; with one boot at a time, the number of boots. */
  readonly rounds: number;
};

export type SearchOptions = {
  readonly boots?: number;
  readonly assume?: Assumption;
  /** The verdict of a boot of this set, where it isn't what the faults alone say; undefined: inconclusive. */
  readonly passesAt?: (slim: readonly string[]) => boolean | undefined;
  readonly hints?: Hints;
  /** Boots side by side; default 1. */
  readonly atATime?: number;
  /** Which of so many pending boots ends next; default: all of them end together. */
  readonly endsNext?: (pending: number) => number;
  /** Observations beside those of boots, told after each boot. */
  readonly swaps?: (boot: number, names: readonly string[]) => readonly Observation[];
};

/**
 * Boots what search asks for until it is done. Throws when it waits for nothing, asks for a set that is pending or of known verdict, or is done
 * although a pending boot changes the outcome.
 */
export const search = (stack: SimulatedStack, blame: Blame, options: SearchOptions = {}): Run => {
  const { atATime = 1, boots = 2 ** stack.candidates.length + 1, assume } = options;
  const names = stack.candidates.map(({ name }) => name);
  const observations: Observation[] = [];
  const told: Observation[] = [];
  const begun: { slim: readonly string[]; pending: readonly (readonly string[])[] }[] = [];
  let pending: readonly (readonly string[])[] = [];
  const next = (): SearchStep =>
    nextStep({
      candidates: stack.candidates,
      observations: told,
      budget: { bootsLeft: boots - observations.length - pending.length },
      ...(pending.length === 0 ? {} : { pending }),
      ...(assume === undefined ? {} : { assume }),
    });
  const observe = (slim: readonly string[]): void => {
    const broken = brokenBy(stack, slim);
    const pass = options.passesAt === undefined ? broken.length === 0 : options.passesAt(slim);
    const boot = observations.length;
    const evidence = pass === true ? { culprits: [] } : { culprits: blame(slim, broken, boot), ...options.hints?.(slim, broken, boot) };
    observations.push({ slim, pass: pass === true, ...evidence, ...(pass === undefined ? { inconclusive: true } : {}) });
    told.push(...observations.slice(-1), ...(options.swaps?.(boot, names) ?? []));
  };
  for (let rounds = 0; ; rounds += 1) {
    let step = next();
    for (; step.kind === "boot"; step = next()) {
      const wanted = step.slim.join();
      const known = [...pending, ...observations.filter(({ inconclusive }) => inconclusive !== true).map(({ slim }) => [...slim])];
      if (known.some((slim) => slim.join() === wanted)) throw new Error(`booted twice: ${wanted}`);
      begun.push({ slim: step.slim, pending });
      pending = [...pending, step.slim];
      if (pending.length >= atATime) break;
    }
    if (step.kind === "done") {
      const run = { observations: [...observations], begun, done: step, rounds };
      const given = pending;
      pending = [];
      given.forEach(observe);
      const after = next();
      const same = after.kind === "done" && after.label === step.label && after.slim.join() === step.slim.join();
      if (!same) throw new Error(`done too early: ${JSON.stringify([step, given, after])}`);
      return run;
    }
    if (pending.length === 0) throw new Error(`waits for nothing: ${step.why}`);
    const ended = options.endsNext === undefined ? pending : pending.slice(options.endsNext(pending.length)).slice(0, 1);
    pending = pending.filter((slim) => !ended.includes(slim));
    ended.forEach(observe);
  }
};
