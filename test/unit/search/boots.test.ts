import { describe, expect, it } from "vitest";
import { allNamed, noneNamed, oneNamed, type Blame } from "./evidence.js";
import { randomFrom } from "./random.js";
import { search } from "./run-search.js";
import type { SimulatedStack } from "./simulated-stack.js";

const SERVICES = 14;
const RUNS = 100;

const stackWith = (faults: number, random: () => number): SimulatedStack => {
  const candidates = Array.from({ length: SERVICES }, (_, index) => ({ name: `s${index}`, weight: Math.floor(random() * 1e8) }));
  const shuffled = candidates.map(({ name }) => ({ name, at: random() })).sort((a, b) => a.at - b.at);
  return { candidates, faults: shuffled.slice(0, faults).map(({ name }) => ({ conflict: [name], cures: [] })) };
};

/** Mean boots until the largest working set first passed. */
const meanBoots = (faults: number, blame: Blame): number => {
  const random = randomFrom(faults);
  const found = Array.from({ length: RUNS }, () => {
    const { observations, done } = search(stackWith(faults, random), blame, { boots: 200 });
    expect(done.slim).toHaveLength(SERVICES - faults);
    return 1 + observations.findIndex(({ slim, pass }) => pass && [...slim].join() === done.slim.join());
  });
  return found.reduce((sum, boots) => sum + boots, 0) / RUNS;
};

describe("boots until the largest working set has passed, 14 services", () => {
  it.each([1, 3, 5, 7])("%d faults, all blamed: 2", (faults) => {
    expect(meanBoots(faults, allNamed)).toBe(2);
  });
  it.each([1, 3, 5, 7])("%d faults, one blamed a boot: a boot for each and one more", (faults) => {
    expect(meanBoots(faults, oneNamed)).toBe(faults + 1);
  });
  it.each([
    [1, 6.8],
    [3, 15],
    [5, 16],
    [7, 16],
  ])(
    "%d faults, none blamed: no more than %d",
    (faults, most) => {
      expect(meanBoots(faults, noneNamed)).toBeLessThanOrEqual(most);
    },
    60_000,
  );
});
