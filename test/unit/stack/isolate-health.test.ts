import fc from "fast-check";
import { expect, test } from "vitest";
import type { ComposeHealthcheck } from "../../../src/model/compose-model.js";
import { parseDuration } from "../../../src/model/duration.js";
import { shortenHealthcheck, type ImageHealth } from "../../../src/stack/isolate-health.js";

const check = { test: ["CMD", "x"] };

test.each<[string, ComposeHealthcheck | undefined, ImageHealth | undefined, ComposeHealthcheck | undefined]>([
  ["no healthcheck at all", undefined, undefined, undefined],
  ["the image's alone is asked sooner", undefined, { retries: 2 }, { interval: "2s", retries: 31 }],
  [
    "the image's times stand for what is left out",
    { ...check, retries: 1 },
    { intervalMs: 60_000 },
    { ...check, interval: "2s", retries: 31 },
  ],
  [
    "zero means the image's",
    { ...check, interval: "0s", retries: 0 },
    { intervalMs: 10_000, retries: 5 },
    { ...check, interval: "2s", retries: 26 },
  ],
  [
    "the image's start period becomes retries",
    check,
    { intervalMs: 10_000, startPeriodMs: 20_000 },
    { ...check, interval: "2s", retries: 29, start_period: "1ms" },
  ],
  [
    "the pace of a start period has no meaning without one",
    { ...check, start_period: "1m", start_interval: "1s" },
    undefined,
    { ...check, interval: "2s", retries: 77 },
  ],
  [
    "one that is quick already stays",
    { ...check, interval: "1s", start_period: "1m" },
    undefined,
    { ...check, interval: "1s", start_period: "1m" },
  ],
  ["the image's quick one stays", undefined, { intervalMs: 500 }, undefined],
  ["disabled", { disable: true }, { intervalMs: 60_000 }, { disable: true }],
  ["none", { test: ["NONE"] }, { intervalMs: 60_000 }, { test: ["NONE"] }],
  ["times of an image that has no healthcheck", { interval: "1m" }, undefined, { interval: "1m" }],
])("%s", (_what, given, image, expected) => {
  expect(shortenHealthcheck(given, image)).toEqual(expected);
});

type Health = { readonly interval: number; readonly startPeriod: number; readonly startInterval: number; readonly retries: number };

/**
 * When the engine calls a service unhealthy, ms after its start; Infinity: never within the time. `fails` says at which times its check fails; a check
 * takes no time. Source: moby, daemon/health.go (monitor, handleProbeResult), of engines with a start interval; without: that of the interval.
 */
const unhealthyAt = ({ interval, startPeriod, startInterval, retries }: Health, fails: (at: number) => boolean, until: number): number => {
  let streak = 0;
  let starting = true;
  for (let at = 0; ;) {
    at += at < startPeriod && starting ? startInterval : interval;
    if (at > until) return Infinity;
    if (!fails(at)) {
      streak = 0;
      starting = false;
    } else if (!(starting && at < startPeriod)) {
      streak++;
      if (streak >= retries) return at;
    }
  }
};

const timesOf = (health: ComposeHealthcheck, startInterval: number): Health => ({
  interval: parseDuration(health.interval ?? "30s") ?? 0,
  startPeriod: parseDuration(health.start_period ?? "0s") ?? 0,
  startInterval,
  retries: health.retries ?? 3,
});

test("no service is unhealthy earlier than in the original, whenever it fails", () => {
  const seconds = (max: number) => fc.integer({ min: 0, max });
  const until = 1_000_000;
  fc.assert(
    fc.property(
      fc.record({
        interval: fc.integer({ min: 1, max: 90 }),
        start: seconds(120),
        retries: fc.integer({ min: 1, max: 6 }),
        pace: fc.integer({ min: 1, max: 30 }),
      }),
      fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 12 }),
      fc.boolean(),
      ({ interval, start, retries, pace: own }, spans, beginsUp) => {
        const edges = spans.reduce<number[]>((list, span) => [...list, (list.at(-1) ?? 0) + span], []);
        const fails = (at: number): boolean => (edges.filter((edge) => edge <= at).length % 2 === 0) !== beginsUp;
        const written: ComposeHealthcheck = { test: ["CMD", "x"], interval: `${interval}s`, start_period: `${start}s`, retries };
        // A pace of its own, the default of engines that have one, and engines that have none.
        const originals: readonly [ComposeHealthcheck, number][] = [
          [{ ...written, start_interval: `${own}s` }, own * 1000],
          [written, 5000],
          [written, interval * 1000],
        ];
        for (const [original, startInterval] of originals) {
          const trial = shortenHealthcheck(original) ?? {};
          const before = unhealthyAt(timesOf(original, startInterval), fails, until);
          // One that stays as it is keeps its pace too; of a changed one the engine's default counts, were there a start period.
          const pace = trial.interval === original.interval ? startInterval : 5000;
          expect(unhealthyAt(timesOf(trial, pace), fails, until)).toBeGreaterThanOrEqual(before === Infinity ? until : before);
        }
      },
    ),
    { numRuns: 2000, seed: 7 },
  );
});

test("a service that never answers is unhealthy at most nine seconds later than its original may be", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 90 }),
      fc.integer({ min: 0, max: 120 }),
      fc.integer({ min: 1, max: 6 }),
      (interval, start, retries) => {
        const trial = shortenHealthcheck({ test: ["CMD", "x"], interval: `${interval}s`, start_period: `${start}s`, retries }) ?? {};
        const at = unhealthyAt(timesOf(trial, 5000), () => true, Infinity);
        expect(at).toBeLessThanOrEqual((start + interval * retries) * 1000 + 9000);
      },
    ),
    { seed: 7 },
  );
});
