import { describe, expect, it, vi } from "vitest";
import { allNamed, noneNamed, oneNamed, type Blame } from "./evidence.js";
import { randomFrom } from "./random.js";
import { search, type Run, type SearchOptions } from "./run-search.js";
import type { SimulatedStack } from "./simulated-stack.js";

vi.setConfig({ testTimeout: 60_000 });

const SERVICES = 14;
const RUNS = 60;

const WEIGHTS = { bytes: (random: () => number) => Math.floor(random() * 1e8), count: () => 1 } as const;
type Weighing = keyof typeof WEIGHTS;
const WEIGHINGS = ["bytes", "count"] as const satisfies readonly Weighing[];

const stackWith = (faults: number, weighing: Weighing, random: () => number): SimulatedStack => {
  const candidates = Array.from({ length: SERVICES }, (_, index) => ({ name: `s${String(index)}`, weight: WEIGHTS[weighing](random) }));
  const shuffled = candidates.map(({ name }) => ({ name, at: random() })).sort((a, b) => a.at - b.at);
  return { candidates, faults: shuffled.slice(0, faults).map(({ name }) => ({ conflict: [name], cures: [] })) };
};

const runsWith = (faults: number, weighing: Weighing, blame: Blame, options: SearchOptions = {}): readonly Run[] => {
  const random = randomFrom(faults);
  return Array.from({ length: RUNS }, () => {
    const run = search(stackWith(faults, weighing, random), blame, { boots: 200, ...options });
    expect(run.done.slim).toHaveLength(SERVICES - faults);
    return run;
  });
};

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

const bootsUntilBest = ({ observations, done }: Run): number =>
  1 + observations.findIndex(({ slim, pass }) => pass && [...slim].join() === done.slim.join());

describe.each(WEIGHINGS)("boots until the largest working set has passed, 14 services weighed by %s", (weighing) => {
  const boots = (faults: number, blame: Blame): readonly number[] => runsWith(faults, weighing, blame).map(bootsUntilBest);

  it.each([1, 2, 3, 5, 7, 10, 13])("%d faults, all blamed: never more than 2", (faults) => {
    expect(Math.max(...boots(faults, allNamed))).toBeLessThanOrEqual(2);
  });

  it.each([1, 2, 3, 5, 7, 10, 13])("%d faults, one blamed a boot: never more than a boot for each and one more", (faults) => {
    expect(Math.max(...boots(faults, oneNamed))).toBeLessThanOrEqual(faults + 1);
  });

  it.each([3, 5, 7])("%d faults, none blamed: no more than 16 on the mean", (faults) => {
    expect(mean(boots(faults, noneNamed))).toBeLessThanOrEqual(16);
  });
});

it("one fault of 14 services, not blamed: no more than 6.7 boots on the mean of all places it can be at", () => {
  const candidates = Array.from({ length: SERVICES }, (_, index) => ({ name: `s${String(index)}`, weight: 100 - index }));
  const boots = candidates.map(({ name }) => bootsUntilBest(search({ candidates, faults: [{ conflict: [name], cures: [] }] }, noneNamed)));
  expect(mean(boots)).toBeLessThanOrEqual(6.7);
});

describe("rounds of boots side by side until the search ends, 14 services weighed by bytes", () => {
  const rounds = (faults: number, blame: Blame, atATime: number): number =>
    mean(runsWith(faults, "bytes", blame, { atATime }).map((run) => run.rounds));

  // d faults take about 2 d boots to prove when all are blamed, and about 20 to find and prove when none is.
  it.each([
    [3, "all", 5.5, 3.5],
    [7, "all", 9, 5.5],
    [3, "none", 12, 8],
    [7, "none", 14, 9],
  ] as const)("%d faults, %s blamed: at most %d at 2 at a time, %d at 4", (faults, blamed, two, four) => {
    const blame = blamed === "all" ? allNamed : noneNamed;
    expect(rounds(faults, blame, 2)).toBeLessThanOrEqual(two);
    expect(rounds(faults, blame, 4)).toBeLessThanOrEqual(four);
  });
});
