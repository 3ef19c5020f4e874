import type { ComposeHealthcheck } from "../model/compose-model.js";
import { parseDuration } from "../model/duration.js";

// Source: Docker reference, HEALTHCHECK: an interval or count of zero means these.
const defaultIntervalMs = 30_000;
const defaultRetries = 3;
const trialIntervalMs = 2000;

/**
 * The same healthcheck, asked at least every two seconds so that a trial sees health soon. The service keeps all of the time it had before
 * it counts as unhealthy: what the interval loses the retries gain. Its timeout and start period stay.
 */
export const shortenHealthcheck = (health: ComposeHealthcheck): ComposeHealthcheck => {
  if (health.disable || health.test === undefined || health.test.length === 0 || health.test[0] === "NONE") return health;
  const interval = (health.interval === undefined ? 0 : parseDuration(health.interval)) || defaultIntervalMs;
  if (interval <= trialIntervalMs) return health;
  const retries = Math.ceil((interval * (health.retries || defaultRetries)) / trialIntervalMs);
  return { ...health, interval: `${trialIntervalMs / 1000}s`, retries };
};
