export type Random = {
  /** 0 to 1, 1 excluded. */
  readonly next: () => number;
  readonly int: (below: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly chance: (share: number) => boolean;
  readonly times: <T>(most: number, make: () => T) => T[];
};
export const randomFrom: (seed: number) => Random;
