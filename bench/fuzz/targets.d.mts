import type { Random } from "./random.mjs";

export type FuzzTarget = (random: Random, folder: string) => Promise<boolean>;
export const targets: (modules: Readonly<Record<string, unknown>>) => Readonly<Record<string, FuzzTarget>>;
export const once: (target: FuzzTarget, random: Random, folder: string) => Promise<boolean>;
