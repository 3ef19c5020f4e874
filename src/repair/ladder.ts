/** How much a repair adds around a path that a slim image missed, least first; after the last one the service runs its original. */
export const rungs = ["exact path", "ELF closure", "owning package", "directory", "safe policy"] as const;
export type Rung = (typeof rungs)[number];

/** What has been tried with one service's image. Plain data: it is stored with the boot that it comes from. */
export type LadderState = {
  /** Paths that it asked for in vain, oldest first. */
  readonly missed: readonly string[];
  /** Rounds in which it missed something new. */
  readonly rounds: number;
  /** Index in `rungs` of the highest rung tried; -1: none. */
  readonly highest: number;
  /** Nothing is left to try. */
  readonly exhausted: boolean;
};

export type Move =
  | { readonly kind: "add"; readonly rung: Exclude<Rung, "safe policy">; readonly paths: readonly string[] }
  | { readonly kind: "safe policy" }
  | { readonly kind: "set back" };

export const untried: LadderState = { missed: [], rounds: 0, highest: -1, exhausted: false };

/**
 * A program that ends at the first missing file misses one a round: after this many rounds the repair takes in more around each. Measured on real
 * images most repairs are whole after one round, nearly all after two.
 */
const exactRounds = 3;

/** So many rounds with something new each are a service that asks for everything: it goes on as if nothing new had come. */
const mostRounds = 12;

/** The next thing to try with a service that failed, or on which a failed check rests, after it missed `paths`. Pure. */
export function climb(state: LadderState, paths: readonly string[]): { readonly move: Move; readonly state: LadderState } {
  const fresh = paths.filter((path) => !state.missed.includes(path));
  if (fresh.length > 0 && state.rounds < mostRounds) {
    const rounds = state.rounds + 1;
    const level = Math.min(Math.max(0, rounds - exactRounds), rungs.indexOf("directory"));
    const missed = [...state.missed, ...fresh];
    return add(level, fresh, { ...state, missed, rounds, highest: Math.max(state.highest, level) });
  }
  const missed = [...state.missed, ...fresh];
  // With no path to start from there is nothing to take in more around of.
  const level = missed.length === 0 ? Math.max(state.highest + 1, rungs.indexOf("safe policy")) : state.highest + 1;
  if (level >= rungs.length) return { move: { kind: "set back" }, state: { ...state, missed, exhausted: true } };
  return add(level, missed, { ...state, missed, highest: level });
}

function add(level: number, paths: readonly string[], state: LadderState): { readonly move: Move; readonly state: LadderState } {
  const rung = rungs[level] ?? "safe policy";
  return { move: rung === "safe policy" ? { kind: rung } : { kind: "add", rung, paths }, state };
}
