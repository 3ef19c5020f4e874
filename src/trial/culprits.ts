import type { Edge } from "../model/stack.js";
import type { ServiceVerdict } from "../model/trial.js";

/**
 * The slim services that a failed trial blames: those that failed by themselves, less those whose failure another one explains because they need it.
 * A service that fails only since its database is down is innocent. Empty when only checks failed: then nothing but another boot can tell.
 */
export function culpritsOf(verdicts: readonly ServiceVerdict[], edges: readonly Edge[]): readonly string[] {
  const failed = verdicts.filter(({ pass }) => !pass);
  const failedNames = new Set(failed.map(({ service }) => service));
  const slim = failed.filter(({ variant }) => variant === "slim");
  const roots = slim.filter((verdict) => hasOwnCause(verdict) || !needsOneOf(verdict.service, failedNames, edges));
  // All of them explained by each other (a cycle of needs): then all are suspects.
  return (roots.length > 0 ? roots : slim).map(({ service }) => service);
}

/** A file its image lost, or a container that could not even be started, is nobody else's doing. */
const hasOwnCause = ({ evidence }: ServiceVerdict): boolean =>
  evidence.some(({ kind }) => kind === "missing-file" || kind === "not-started" || kind === "oom");

function needsOneOf(service: string, failed: ReadonlySet<string>, edges: readonly Edge[]): boolean {
  const seen = new Set([service]);
  const open = [service];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    for (const { from, to } of edges) {
      if (from !== current || seen.has(to)) continue;
      if (failed.has(to)) return true;
      seen.add(to);
      open.push(to);
    }
  }
  return false;
}
