/** A set of candidates: bit i is candidate i. bigint, since a stack may have more services than a number has bits. */
export type Mask = bigint;

export const bit = (index: number): Mask => 1n << BigInt(index);
export const contains = (set: Mask, subset: Mask): boolean => (set & subset) === subset;
export const union = (sets: readonly Mask[]): Mask => sets.reduce((all, set) => all | set, 0n);
export const without = (set: Mask, removed: Mask): Mask => set & ~removed;

export const indices = (set: Mask): readonly number[] => {
  const found: number[] = [];
  // By words of 30 bits, since arithmetic on numbers is many times faster than on bigints.
  for (let rest = set, from = 0; rest > 0n; rest >>= 30n, from += 30) {
    for (let word = Number(rest & 0x3fff_ffffn), index = from; word > 0; word >>= 1, index += 1) if (word & 1) found.push(index);
  }
  return found;
};

/** Names that are no candidate's are passed over. */
export const maskOfNames = (some: readonly string[], names: readonly string[]): Mask =>
  union(some.map((name) => names.indexOf(name)).map((index) => (index < 0 ? 0n : bit(index))));

/** Members, each as a set of one, heaviest first; equals in candidate order. */
export const members = (set: Mask, costs: readonly number[]): readonly Mask[] =>
  [...indices(set)].sort((a, b) => (costs[b] ?? 0) - (costs[a] ?? 0) || a - b).map(bit);

export const size = (set: Mask): number => indices(set).length;

export const costOf = (set: Mask, costs: readonly number[]): number => indices(set).reduce((sum, index) => sum + (costs[index] ?? 0), 0);

/** The sets that contain no other of them. */
export const minimalSets = (sets: readonly Mask[]): readonly Mask[] =>
  sets.filter((set, at) => !sets.some((other, otherAt) => (other !== set ? contains(set, other) : otherAt < at)));
