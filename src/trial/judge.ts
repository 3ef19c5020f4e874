import type { Edge, Combination } from "../model/stack.js";
import type { CheckVerdict, Evidence, ServiceVerdict, Trial, TrialPurpose } from "../model/trial.js";
import { blameOf, type Blame } from "./blame.js";
import { neverReached, type Baseline } from "./observation.js";
import type { TrialObservations } from "./trial-input.js";
import { serviceVerdict } from "./verdict.js";

export type Judging = {
  readonly boot: number;
  readonly purpose: TrialPurpose;
  readonly combination: Combination;
  readonly why: string;
  /** By service; undefined while the original itself is on trial. */
  readonly baselines: ReadonlyMap<string, Baseline> | undefined;
  /** Names of checks that don't hold on the original: reported, never held against a slim service. */
  readonly brokenChecks: ReadonlySet<string>;
  /** Which of what a service's log names its slim image lacks. */
  readonly dropped: (service: string, log: string) => readonly string[];
  readonly edges: readonly Edge[];
  /** Paths that a slim service was seen asking for in vain though the original has them; absent: nobody looked. */
  readonly missed?: ReadonlyMap<string, readonly string[]>;
};

export type Judged = { readonly trial: Trial; readonly blame: Blame };

/** The verdict on one boot, and whom it blames: nobody when it passed, or when only another boot can tell. */
export function judge(seen: TrialObservations, judging: Judging): Judged {
  const { combination, baselines, dropped } = judging;
  const failedChecks = seen.checks.filter((check) => counts(check, judging));
  const services = seen.services.map((observation): ServiceVerdict => {
    const { service, log } = observation;
    const variant = combination[service] ?? "original";
    const lost = (text: string): readonly string[] => (variant === "slim" ? dropped(service, text) : []);
    const verdict = serviceVerdict(observation, variant, baselines?.get(service), lost);
    const seen = inVain(variant === "slim" ? (judging.missed?.get(service) ?? []) : []);
    if (!verdict.pass) return { ...verdict, evidence: [...verdict.evidence, ...seen] };
    const named = failedChecks.length > 0 ? lost(log) : [];
    if (failedChecks.length === 0 || named.length + seen.length === 0) return verdict;
    const detail = `a check failed while its log names ${some(named)}, which the original has and the slim image lacks`;
    const logged: readonly Evidence[] = named.length === 0 ? [] : [{ kind: "missing-file", detail, paths: named }];
    return { ...verdict, pass: false, evidence: [...logged, ...seen] };
  });
  const pass = failedChecks.length === 0 && services.every((service) => service.pass);
  const { boot, purpose, why } = judging;
  const trial = { boot, purpose, combination, pass, services, checks: seen.checks, seconds: seen.seconds, why } satisfies Trial;
  const unreached = new Set(seen.services.filter(neverReached).map(({ service }) => service));
  return { trial, blame: pass ? nobody : blameOf({ verdicts: services, failedChecks, edges: judging.edges, neverReached: unreached }) };
}

const inVain = (paths: readonly string[]): readonly Evidence[] =>
  paths.length === 0
    ? []
    : [{ kind: "missing-file", detail: `asked in vain for ${some(paths)}, which the original has and the slim image lacks`, paths }];

const mostNamed = 5;

const some = (paths: readonly string[]): string =>
  paths.length <= mostNamed ? paths.join(", ") : `${paths.slice(0, mostNamed).join(", ")} and ${String(paths.length - mostNamed)} more`;

const nobody: Blame = { culprits: [], suspects: [], acquitted: [] };

const counts = ({ pass, name }: CheckVerdict, { brokenChecks }: Judging): boolean => !pass && !brokenChecks.has(name);
