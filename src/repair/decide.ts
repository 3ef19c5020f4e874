import { climb, untried, type LadderState, type Move } from "./ladder.js";

/** A running trial after it failed, as repair sees it. */
export type Case = {
  /** Services that run their slim image now. */
  readonly slim: readonly string[];
  /** Slim services that failed by themselves. */
  readonly culprits: readonly string[];
  /** Slim services that what failed rests on, without a sign against them. */
  readonly suspects: readonly string[];
  /** By service: paths of the original that it asked for in vain, so far as known. */
  readonly missed: ReadonlyMap<string, readonly string[]>;
  /** Services whose present image ran under the sensor already. */
  readonly sensed: ReadonlySet<string>;
  readonly ladders: ReadonlyMap<string, LadderState>;
};

/** `moves` empty and `sense` not: the same images once more, under the sensor. Both empty: nothing here tells what to try. */
export type Decision = {
  readonly moves: ReadonlyMap<string, Move>;
  readonly sense: readonly string[];
  readonly ladders: ReadonlyMap<string, LadderState>;
};

/**
 * What to try next on a trial that failed: what is known to be missing first, wherever it is missed; else a look under the sensor at whoever is blamed,
 * then at what they rest on; only then more of the blamed services' images by guess, up to their originals.
 */
export function decide(found: Case): Decision {
  const { ladders, slim } = found;
  const open = (services: readonly string[]): readonly string[] =>
    services.filter((name) => slim.includes(name) && ladders.get(name)?.exhausted !== true);
  const culprits = open(found.culprits);
  const suspects = open(found.suspects);
  const all = [...new Set([...culprits, ...suspects])];
  const missing = all.filter((name) => freshOf(name, found).length > 0);
  if (missing.length > 0) return { ...climbed(missing, found), sense: all };
  const unseen = culprits.filter((name) => !found.sensed.has(name));
  if (unseen.length > 0) return { moves: new Map(), sense: all, ladders };
  const unseenSuspects = suspects.filter((name) => !found.sensed.has(name));
  if (unseenSuspects.length > 0) return { moves: new Map(), sense: all, ladders };
  return { ...climbed(culprits, found), sense: culprits };
}

const freshOf = (service: string, { missed, ladders }: Case): readonly string[] =>
  (missed.get(service) ?? []).filter((path) => ladders.get(service)?.missed.includes(path) !== true);

function climbed(services: readonly string[], found: Case): Pick<Decision, "moves" | "ladders"> {
  const moves = new Map<string, Move>();
  const ladders = new Map(found.ladders);
  for (const service of services) {
    const { move, state } = climb(ladders.get(service) ?? untried, found.missed.get(service) ?? []);
    moves.set(service, move);
    ladders.set(service, state);
  }
  return { moves, ladders };
}
