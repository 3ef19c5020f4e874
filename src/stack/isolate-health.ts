import type { ComposeHealthcheck } from "../model/compose-model.js";
import { parseDuration } from "../model/duration.js";

// Source: Docker reference, HEALTHCHECK: an interval or count of zero, or none, means the image's, and without one these.
const defaultIntervalMs = 30_000;
const defaultRetries = 3;
const defaultStartIntervalMs = 5000;
const trialIntervalMs = 2000;

/** Times of an image's own HEALTHCHECK, in ms; what is absent is the engine's default. */
export type ImageHealth = { readonly intervalMs?: number; readonly startPeriodMs?: number; readonly retries?: number };

/**
 * The same healthcheck, asked every two seconds so that a trial sees health soon, and no service counts as unhealthy earlier than in the original: it
 * takes failures all along the original's start period and all its retries together. So there is no start period any more, in which newer engines
 * would ask only every five seconds. `image`: what fields that the file leaves out mean; undefined when the image has no healthcheck.
 */
export const shortenHealthcheck = (health: ComposeHealthcheck | undefined, image?: ImageHealth): ComposeHealthcheck | undefined => {
  const hasTest = health?.test !== undefined && health.test.length > 0;
  if (health?.disable || health?.test?.[0] === "NONE" || (!hasTest && image === undefined)) return health;
  const interval = milliseconds(health?.interval) || image?.intervalMs || defaultIntervalMs;
  if (interval <= trialIntervalMs) return health;
  const startPeriod = milliseconds(health?.start_period) || image?.startPeriodMs || 0;
  // A check that the start period's pace puts behind its end is the first that counts.
  const pace = startPeriod > 0 ? milliseconds(health?.start_interval) || defaultStartIntervalMs : 0;
  const patience = startPeriod + pace + interval * (health?.retries || image?.retries || defaultRetries);
  const { start_period: _start, start_interval: _pace, ...rest } = health ?? {};
  return {
    ...rest,
    interval: `${String(trialIntervalMs / 1000)}s`,
    // One more, since the first of them falls at the start of the time they cover.
    retries: Math.ceil(patience / trialIntervalMs) + 1,
    // None would mean the image's; less than a millisecond is refused by the engine.
    ...(image?.startPeriodMs ? { start_period: "1ms" } : {}),
  };
};

const milliseconds = (duration: string | undefined): number => (duration === undefined ? 0 : (parseDuration(duration) ?? 0));
