import type { CellVerdict } from "../model/report.js";
import type { Combination } from "../model/stack.js";
import type { CheckVerdict, Outcome, ServiceVerdict, Trial } from "../model/trial.js";

/** The trials that a report's columns speak of; undefined: there was none. */
export type JudgingTrials = {
  /** The originals through the checks; the profile, where only training checks ran, comes after it. */
  readonly originals: readonly Trial[];
  readonly allSlim: Trial | undefined;
  readonly final: Trial | undefined;
};

const slimOf = (combination: Combination): readonly string[] =>
  Object.keys(combination).filter((service) => combination[service] === "slim");

const isSame = (a: Combination, b: Combination): boolean => {
  const [slimA, slimB] = [slimOf(a), new Set(slimOf(b))];
  return slimA.length === slimB.size && slimA.every((service) => slimB.has(service));
};

const last = (trials: readonly Trial[], accepts: (trial: Trial) => boolean): Trial | undefined => trials.findLast(accepts);

/**
 * Which trial speaks for which column. `slimmable` are the services that have a slim image.
 * All slim: the last trial made for it, else a final one in which every slimmable service is slim.
 * Final: the last passing trial of the chosen combination, else the last one made as final (then it failed).
 */
export const judgingTrials = (trials: readonly Trial[], outcome: Outcome, slimmable: readonly string[]): JudgingTrials => {
  const isAllSlim = ({ combination }: Trial): boolean =>
    slimmable.length > 0 && slimmable.every((service) => combination[service] === "slim");
  return {
    originals: [
      ...trials.filter(({ purpose }) => purpose === "original").reverse(),
      ...trials.filter(({ purpose }) => purpose === "profile").reverse(),
    ],
    allSlim:
      last(trials, ({ purpose }) => purpose === "all-slim") ?? last(trials, (trial) => trial.purpose === "final" && isAllSlim(trial)),
    final:
      last(trials, (trial) => trial.pass && isSame(trial.combination, outcome.combination)) ??
      last(trials, ({ purpose }) => purpose === "final"),
  };
};

const cell = (verdict: { readonly pass: boolean } | undefined): CellVerdict =>
  verdict === undefined ? "not-tried" : verdict.pass ? "pass" : "fail";

export const serviceIn = (trial: Trial | undefined, service: string): ServiceVerdict | undefined =>
  trial?.services.find((verdict) => verdict.service === service);

export const checkIn = (trial: Trial | undefined, name: string): CheckVerdict | undefined =>
  trial?.checks.find((verdict) => verdict.name === name);

export const serviceCell = (trial: Trial | undefined, service: string): CellVerdict => cell(serviceIn(trial, service));

export const checkCell = (trial: Trial | undefined, name: string): CellVerdict => cell(checkIn(trial, name));

/** The original's verdict on a check: from the first of these trials that ran it. */
export const originalCheck = (originals: readonly Trial[], name: string): CheckVerdict | undefined =>
  originals.map((trial) => checkIn(trial, name)).find((verdict) => verdict !== undefined);

/** Alone: the trial in which only this service was slim. It fails with its trial, since nothing else was changed; a passing trial with more slim services implies it. */
export const aloneCell = (trials: readonly Trial[], service: string): CellVerdict => {
  const alone = last(trials, ({ combination }) => slimOf(combination).length === 1 && combination[service] === "slim");
  if (alone !== undefined) return alone.pass && serviceCell(alone, service) !== "fail" ? "pass" : "fail";
  const isImplied = trials.some((trial) => trial.pass && trial.combination[service] === "slim" && serviceIn(trial, service)?.pass === true);
  return isImplied ? "implied" : "not-tried";
};
