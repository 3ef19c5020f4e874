import type { Progress } from "../model/events.js";
import { spokenTime } from "./spoken-time.js";

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(bytes < 1e10 ? 2 : 1);

/**
 * Progress as a person reads it; "" where there is nothing to say. `since`: seconds since it was told, taken off what remains: what should be over by
 * now, and isn't, gives no estimate any more.
 */
export function progressText({ boots, bytes, atLeast, lastRun }: Progress, since: number): string {
  const left = atLeast === undefined ? 0 : Math.ceil(atLeast - since);
  return [
    ...(boots === undefined ? [] : [`boot ${String(boots.now)} of at most ${String(boots.most)}`]),
    ...(bytes === undefined ? [] : [`${gigabytes(bytes.done)} of ${gigabytes(bytes.of)} GB`]),
    ...(left > 0 ? [`at least ${spokenTime(left)} left`] : []),
    ...(lastRun === undefined ? [] : [`the last run took ${spokenTime(lastRun)} in all`]),
  ].join(", ");
}
