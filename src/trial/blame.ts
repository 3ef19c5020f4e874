import type { Edge } from "../model/stack.js";
import type { CheckVerdict, Evidence, ServiceVerdict } from "../model/trial.js";

/** Whom a failed trial points at. Names, in the order of the verdicts. */
export type Blame = {
  /** Slim services that failed by themselves. */
  readonly culprits: readonly string[];
  /** Slim services that seem well, but that an unexplained failure needs: of a culprit without a cause of its own, an original, or a check. */
  readonly suspects: readonly string[];
  /** Originals that failed all the same: their slim image is not why they fail. */
  readonly acquitted: readonly string[];
};

export type BlameInput = {
  readonly verdicts: readonly ServiceVerdict[];
  /** Checks that failed and count. */
  readonly failedChecks: readonly CheckVerdict[];
  readonly edges: readonly Edge[];
  /** Services that compose never got to, since another one could not be started. */
  readonly neverReached: ReadonlySet<string>;
};

/**
 * A service that fails only since its database is down is innocent: what fails is explained by a failed service that it needs. What no failure of
 * another explains is the service's own doing, or that of a slim service it needs which answers, but wrongly.
 */
export function blameOf({ verdicts, failedChecks, edges, neverReached }: BlameInput): Blame {
  const failed = verdicts.filter(({ pass }) => !pass);
  const failedNames = new Set(failed.map(({ service }) => service));
  const isUnexplained = ({ service }: ServiceVerdict): boolean => !neededBy(service, edges).some((needed) => failedNames.has(needed));
  const reached = failed.filter(({ service }) => !neverReached.has(service));
  const slim = reached.filter(({ variant }) => variant === "slim");
  const roots = slim.filter((verdict) => has(verdict, ownCauses) || isUnexplained(verdict));
  // All of them explained by each other (a cycle of needs): then all are to blame.
  const culprits = (roots.length > 0 ? roots : slim).map(({ service }) => service);
  const acquitted = reached.filter((verdict) => verdict.variant === "original" && isUnexplained(verdict)).map(({ service }) => service);
  const vague = roots.filter((verdict) => !has(verdict, clearCauses)).map(({ service }) => service);
  const talkedTo = failedChecks
    .map(({ services }) => services.flatMap((service) => [service, ...neededBy(service, edges)]))
    .filter((services) => !services.some((service) => failedNames.has(service)));
  const pointedAt = new Set([...[...vague, ...acquitted].flatMap((service) => neededBy(service, edges)), ...talkedTo.flat()]);
  return { culprits, suspects: telling(pointedAt, verdicts, culprits), acquitted };
}

/** Nobody else's doing: a file the image lost, a container that could not even be started, too much memory used. */
const ownCauses: readonly Evidence["kind"][] = ["missing-file", "not-started", "oom"];

/** Beside these, a service that ended is more likely to have met something in its own image than in another one's answer. */
const clearCauses: readonly Evidence["kind"][] = [...ownCauses, "exit", "restarts"];

const has = ({ evidence }: ServiceVerdict, kinds: readonly Evidence["kind"][]): boolean =>
  evidence.some(({ kind }) => kinds.includes(kind));

/** The suspects worth following: when most of what runs slim is pointed at, testing groups finds the fault sooner. */
function telling(pointedAt: ReadonlySet<string>, verdicts: readonly ServiceVerdict[], culprits: readonly string[]): readonly string[] {
  const slim = verdicts.filter(({ variant, service }) => variant === "slim" && !culprits.includes(service)).map(({ service }) => service);
  const suspects = slim.filter((service) => pointedAt.has(service));
  return suspects.length * 2 > slim.length ? [] : suspects;
}

/** Everything else that the service needs, directly or not. */
function neededBy(service: string, edges: readonly Edge[]): readonly string[] {
  const seen = new Set([service]);
  const open = [service];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    for (const { from, to } of edges) {
      if (from !== current || seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return [...seen].slice(1);
}
