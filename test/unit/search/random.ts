/** Numerical Recipes' linear congruential generator: numbers of 0 to below 1, the same on every machine. */
export const randomFrom = (seed: number) => (): number => (seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
