import type { Trial } from "../model/trial.js";

const leastMs = 20_000;
const slack = 3;

/**
 * How long one service of a trial may take to get ready, ms: three times what the whole original took, under the sensor, to boot and get ready, at
 * least 20 s, at most `mostMs`. What isn't ready by then never will be, and a search that waits longer for it at every boot takes hours.
 */
export const readyWithin = ({ seconds }: Pick<Trial, "seconds">, mostMs: number): number =>
  Math.min(mostMs, Math.max(leastMs, slack * 1000 * (seconds.boot + seconds.probes)));
