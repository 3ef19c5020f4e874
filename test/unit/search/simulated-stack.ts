import fc from "fast-check";
import { nextStep, type Assumption, type Candidate, type Observation, type SearchStep } from "../../../src/search/index.js";

/** A stack as its faults: it fails when every service of a conflict is slim and none of its `cures` is. A cure makes it non-monotone. */
export type Fault = { readonly conflict: readonly string[]; readonly cures: readonly string[] };
export type SimulatedStack = { readonly candidates: readonly Candidate[]; readonly faults: readonly Fault[] };
export type Blame = (slim: readonly string[], broken: readonly Fault[], boot: number) => readonly string[];
export type Hints = (slim: readonly string[], broken: readonly Fault[], boot: number) => Pick<Observation, "suspects" | "acquitted">;
export type Run = {
  readonly steps: readonly SearchStep[];
  readonly observations: readonly Observation[];
  readonly done: Extract<SearchStep, { kind: "done" }>;
};

export const brokenBy = (stack: SimulatedStack, slim: readonly string[]): readonly Fault[] =>
  stack.faults.filter(({ conflict, cures }) => conflict.every((name) => slim.includes(name)) && !cures.some((name) => slim.includes(name)));

export const passes = (stack: SimulatedStack, slim: readonly string[]): boolean => brokenBy(stack, slim).length === 0;

/** `passesAt`: the verdict of a boot of this set, where it isn't what the faults alone say. */
export type SearchOptions = {
  readonly boots?: number;
  readonly assume?: Assumption;
  readonly passesAt?: (slim: readonly string[]) => boolean;
  readonly hints?: Hints;
};

export const search = (stack: SimulatedStack, blame: Blame, options: SearchOptions = {}): Run => {
  const steps: SearchStep[] = [];
  const observations: Observation[] = [];
  const boots = options.boots ?? 2 ** stack.candidates.length + 1;
  for (;;) {
    const step = nextStep({
      candidates: stack.candidates,
      observations,
      budget: { bootsLeft: boots - observations.length },
      ...(options.assume === undefined ? {} : { assume: options.assume }),
    });
    steps.push(step);
    if (step.kind === "done") return { steps, observations, done: step };
    const broken = brokenBy(stack, step.slim);
    const pass = options.passesAt?.(step.slim) ?? broken.length === 0;
    const boot = observations.length;
    const hints = pass ? {} : options.hints?.(step.slim, broken, boot);
    observations.push({ slim: step.slim, pass, culprits: pass ? [] : blame(step.slim, broken, boot), ...hints });
  }
};

export const allNamed: Blame = (_slim, broken) => [...new Set(broken.flatMap(({ conflict }) => conflict))];
export const oneNamed: Blame = (_slim, broken) => broken[0]?.conflict ?? [];
export const noneNamed: Blame = () => [];

export const weigh = (stack: SimulatedStack, slim: readonly string[]): number =>
  stack.candidates.reduce((sum, { name, weight }) => sum + (slim.includes(name) ? weight : 0), 0);

export const subsets = (names: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_name, index) => (bits & (1 << index)) !== 0));

const letters = [..."abcdefghijkl"];

/** Stacks of 1 to `most` services. `cured`: whether a slim service may cure a fault of others. */
export const stacks = (most: number, cured: boolean): fc.Arbitrary<SimulatedStack> =>
  fc.integer({ min: 1, max: most }).chain((count) => {
    const names = letters.slice(0, count);
    const some = (min: number, max: number): fc.Arbitrary<string[]> =>
      fc.subarray(names, { minLength: Math.min(min, count), maxLength: Math.min(max, count) });
    const fault = fc.record({
      conflict: fc.oneof({ weight: 4, arbitrary: some(1, 1) }, { weight: 3, arbitrary: some(2, 2) }, { weight: 1, arbitrary: some(3, 3) }),
      cures: cured ? fc.oneof(fc.constant<string[]>([]), some(1, 2)) : fc.constant<string[]>([]),
    });
    return fc.record({
      candidates: fc.tuple(...names.map((name) => fc.integer({ min: 0, max: 9 }).map((weight) => ({ name, weight })))),
      faults: fc.array(fault, { maxLength: 5 }),
    });
  });

/** Evidence of every quality: full, one fault at a time, none, incomplete, or blaming anyone, even services that aren't slim or don't exist. */
export const blames: fc.Arbitrary<Blame> = fc.oneof(
  fc.constantFrom(allNamed, oneNamed, noneNamed),
  fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })).map((stream): Blame => {
    const dice = [...take(stream, 64)];
    const roll = (boot: number, at: number): number => dice[(boot * 13 + at * 7) % dice.length] ?? 0;
    return (slim, broken, boot) => [
      ...allNamed(slim, broken, boot).filter((_, at) => roll(boot, at) < 0.6),
      ...[...letters, "nobody"].filter((_, at) => roll(boot, at + 3) < 0.15),
    ];
  }),
);

/** Hints that are as wrong as they can be, since nobody is told who they are about. */
export const hints: fc.Arbitrary<Hints> = fc.tuple(blames, blames).map(([suspects, acquitted]): Hints => (slim, broken, boot) => ({
  suspects: suspects(slim, broken, boot),
  acquitted: acquitted(letters, broken, boot),
}));

function* take<T>(stream: Iterable<T>, count: number): Generator<T> {
  let taken = 0;
  for (const item of stream) {
    if (taken++ === count) return;
    yield item;
  }
}
