/** A set of images, one bit an image. */
export type ImageSet = bigint;

/** What exactly these images have in common, and how much it is. */
export type Common = { readonly images: ImageSet; readonly bytes: number };

export type SharingBounds = {
  /** A shared layer holds at least so many bytes. */
  readonly leastBytes: number;
  /** Shared layers of one image at most. */
  readonly mostLayers: number;
};

/** Of the sets that weigh most, every two are tried for what they have in common too. */
const paired = 48;
const mostCandidates = 512;

/**
 * Sets of images whose common content is worth a layer of its own, the widest first. A layer is shared only on top of the same layers, so any two
 * sets are disjoint or one holds the other. Greedy: the set that saves most comes first, until none saves anything within the bounds. What several
 * images have lies in the widest set that has it; so a set saves its own bytes, once for each copy that it makes one of.
 */
export function sharingSets(commons: readonly Common[], { leastBytes, mostLayers }: SharingBounds): readonly ImageSet[] {
  const candidates = candidatesOf(commons, leastBytes);
  const common = new Map(candidates.map((set) => [set, commonBytes(commons, set)]));
  const bytesOf = (set: ImageSet, chosen: readonly ImageSet[]): number => {
    const above = narrowest(chosen.filter((other) => other !== set && holds(other, set)));
    return (common.get(set) ?? 0) - (above === undefined ? 0 : (common.get(above) ?? 0));
  };
  let chosen: readonly ImageSet[] = [];
  for (;;) {
    let best: { readonly set: ImageSet; readonly saving: number } | undefined;
    for (const set of candidates) {
      if (chosen.includes(set) || !chosen.every((other) => isLaminar(set, other)) || deepest(chosen, set) >= mostLayers) continue;
      const bytes = bytesOf(set, chosen);
      const saving = bytes * (copies(set, chosen) - 1);
      if (bytes >= leastBytes && saving > (best?.saving ?? 0)) best = { set, saving };
    }
    if (best === undefined) break;
    chosen = [...chosen, best.set];
  }
  // A wider set that came later took from the narrower ones within.
  for (let small = true; small;) {
    const tooSmall = chosen.filter((set) => bytesOf(set, chosen) < leastBytes).sort((a, b) => bytesOf(a, chosen) - bytesOf(b, chosen))[0];
    small = tooSmall !== undefined;
    chosen = chosen.filter((set) => set !== tooSmall);
  }
  return [...chosen].sort((a, b) => size(b) - size(a) || compare(a, b));
}

export const holds = (outer: ImageSet, inner: ImageSet): boolean => (outer & inner) === inner;
export const isLaminar = (a: ImageSet, b: ImageSet): boolean => (a & b) === 0n || holds(a, b) || holds(b, a);
const compare = (a: ImageSet, b: ImageSet): number => (a < b ? -1 : a > b ? 1 : 0);

export function size(set: ImageSet): number {
  let bits = 0;
  for (let rest = set; rest > 0n; rest &= rest - 1n) bits++;
  return bits;
}

/** Positions of a set's images. */
export function membersOf(set: ImageSet): readonly number[] {
  return [...set.toString(2)].reverse().flatMap((bit, position) => (bit === "1" ? position : []));
}

const narrowest = (sets: readonly ImageSet[]): ImageSet | undefined => [...sets].sort((a, b) => size(a) - size(b))[0];

/** Copies of what the images of `set` have in common, were it not for `set`: one in each widest set within it, one in every image outside these. */
function copies(set: ImageSet, chosen: readonly ImageSet[]): number {
  const within = chosen.filter((other) => holds(set, other));
  const widest = within.filter((inner) => !within.some((other) => other !== inner && holds(other, inner)));
  return widest.length + size(set) - widest.reduce((sum, inner) => sum + size(inner), 0);
}

/** Most layers that an image of `set` has by now. */
const deepest = (chosen: readonly ImageSet[], set: ImageSet): number =>
  Math.max(...membersOf(set).map((image) => chosen.filter((other) => holds(other, 1n << BigInt(image))).length));

const commonBytes = (commons: readonly Common[], set: ImageSet): number =>
  commons.reduce((sum, { images, bytes }) => (holds(images, set) ? sum + bytes : sum), 0);

function candidatesOf(commons: readonly Common[], leastBytes: number): readonly ImageSet[] {
  const weight = ({ images, bytes }: Common): number => bytes * (size(images) - 1);
  const heaviest = commons
    .filter(({ images }) => size(images) > 1)
    .sort((a, b) => weight(b) - weight(a) || compare(a.images, b.images))
    .map(({ images }) => images);
  const sets = new Set(heaviest.slice(0, mostCandidates));
  for (const a of heaviest.slice(0, paired)) for (const b of heaviest.slice(0, paired)) if (size(a & b) > 1) sets.add(a & b);
  return [...sets].filter((set) => commonBytes(commons, set) >= leastBytes).sort(compare);
}
