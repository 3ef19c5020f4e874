import type { Evidence, ServiceVerdict, Trial } from "../model/trial.js";
import type { Combination } from "../model/stack.js";

/**
 * The trials, with evidence against each service that stays original though nothing was ever seen wrong with it: what failed in a boot that passes
 * without it. Of two that fail only together, this is all there is to say of the one left out.
 */
export function withLeftOutEvidence(trials: readonly Trial[], chosen: Combination): readonly Trial[] {
  const leftOut = Object.keys(chosen).filter((service) => chosen[service] === "original");
  const silent = leftOut.filter((service) => !trials.some((trial) => verdictIn(trial, service)?.pass === false));
  return silent.reduce((explained, service) => explained.map((trial) => withEvidence(trial, service, trials)), trials);
}

function withEvidence(trial: Trial, service: string, trials: readonly Trial[]): Trial {
  const failed = whatFailed(trial);
  if (trial.pass || trial.combination[service] !== "slim" || failed === undefined) return trial;
  const without = slimOf(trial).filter((name) => name !== service);
  if (!trials.some((other) => other.pass && slimOf(other).join() === without.join())) return trial;
  const evidence: Evidence = { kind: "check", detail: `with it slim beside ${without.join(", ")}, ${failed}; without it that passes` };
  return { ...trial, services: trial.services.map((verdict) => (verdict.service === service ? condemned(verdict, evidence) : verdict)) };
}

function whatFailed({ checks, services }: Trial): string | undefined {
  const check = checks.find(({ pass }) => !pass);
  if (check !== undefined) return `the check "${check.name}" fails (${check.error ?? "no reason given"})`;
  const verdict = services.find(({ pass }) => !pass);
  return verdict === undefined ? undefined : `${verdict.service} fails (${verdict.evidence[0]?.detail ?? "no reason given"})`;
}

const condemned = (verdict: ServiceVerdict, evidence: Evidence): ServiceVerdict => ({ ...verdict, pass: false, evidence: [evidence] });

const verdictIn = (trial: Trial, service: string): ServiceVerdict | undefined =>
  trial.services.find((verdict) => verdict.service === service && verdict.variant === "slim");

const slimOf = ({ combination }: Trial): readonly string[] => Object.keys(combination).filter((service) => combination[service] === "slim");
