import type { Progress } from "../model/events.js";
import type { Trial } from "../model/trial.js";

type Seconds = Trial["seconds"];

/** What a boot takes until its verdict: it is taken down while the run goes on. */
const untilJudged = ({ boot, probes, checks }: Seconds): number => boot + probes + checks;

/** Shorter than this, s, a part of the work says nothing of the rest. */
const leastMeasured = 1;

export type Slimming = {
  /** Bytes of originals of which it is chosen what stays, of those whose slim image is made, and of all. */
  readonly chosen: number;
  readonly made: number;
  readonly of: number;
  /** Seconds since slimming began. */
  readonly elapsed: number;
  /** The profile's boot: at least one like it follows. */
  readonly profiled: Seconds;
};

/** To choose what stays of an image and to make it takes about as long: half of its bytes are done in between. */
export function slimmingProgress({ chosen, made, of, elapsed, profiled }: Slimming): Progress {
  const done = Math.round((chosen + made) / 2);
  const bytes = { done, of };
  if (done === 0 || elapsed < leastMeasured) return { bytes };
  return { bytes, atLeast: Math.round((elapsed / done) * (of - done) + untilJudged(profiled)) };
}

/** `now`: the boot that begins; `measured`: the boots so far, the profile first. It is taken to last as long as the mean of those of slim services. */
export function bootProgress(now: number, most: number, measured: readonly Seconds[]): Progress {
  const like = measured.length > 1 ? measured.slice(1) : measured;
  const boots = { now, most };
  if (like.length === 0) return { boots };
  return { boots, atLeast: Math.round(like.reduce((sum, seconds) => sum + untilJudged(seconds), 0) / like.length) };
}

/** What a stored report says of how long the run took that wrote it; undefined: it isn't one. */
export function lastRunSeconds(report: string | undefined): number | undefined {
  if (report === undefined) return undefined;
  try {
    const { outcome } = JSON.parse(report) as { readonly outcome?: { readonly seconds?: Readonly<Record<string, unknown>> } };
    const seconds = Object.values(outcome?.seconds ?? {}).filter((value) => typeof value === "number" && value >= 0);
    const sum = (seconds as readonly number[]).reduce((total, value) => total + value, 0);
    return sum < leastMeasured ? undefined : Math.round(sum);
  } catch {
    return undefined;
  }
}
