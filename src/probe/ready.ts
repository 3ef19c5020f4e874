import type { Probe } from "../model/config.js";
import { boundedSignal, inWords } from "./bounded-signal.js";
import type { Drivers, ProbeContext, ProbeResult } from "./driver.js";
import { runProbe } from "./drivers.js";
import { poll } from "./poll.js";
import { describeProbe } from "./describe-probe.js";

export type ReadyOptions = {
  /** Bound of all probes together, ms from the call. */
  readonly deadlineMs: number;
  /** After every attempt; `attempt` counts from 1 for each probe. */
  readonly onAttempt?: (probe: Probe, attempt: number, result: ProbeResult) => void;
  /** false: the container has ended for good, so waiting is in vain. Asked after every failed attempt. */
  readonly isAlive?: () => boolean | Promise<boolean>;
};

/** `ms` and `attempts` of all probes together. `stopped` says what ended the wait; `error` names the probe, its last answer and the attempts. */
export type Readiness =
  | { readonly ok: true; readonly details: readonly string[]; readonly attempts: number; readonly ms: number }
  | {
      readonly ok: false;
      readonly stopped: "deadline" | "ended" | "aborted" | "not-retryable";
      readonly probe: Probe;
      readonly error: string;
      /** As in ProbeResult. */
      readonly failed?: readonly string[];
      readonly attempts: number;
      readonly ms: number;
    };

/**
 * Runs the probes in order, each until it passes; a probe that passed isn't run again, but after
 * what a lifecycle probe did. Failures that a retry may mend are retried with
 * waits of 50 to 500 ms until the deadline. No probes: ready at once. Never rejects.
 */
export const untilReady = async (
  drivers: Drivers,
  probes: readonly Probe[],
  context: ProbeContext,
  options: ReadyOptions,
): Promise<Readiness> => {
  const start = performance.now();
  using bound = boundedSignal(context.signal, options.deadlineMs);
  const details: string[] = [];
  let total = 0;
  for (const probe of withRepeats(probes)) {
    let ended = false;
    const settled = sameFor(sameFailuresMs);
    const attempt = async (number: number): Promise<ProbeResult> => {
      const result = await runProbe(drivers, probe, { ...context, signal: bound.signal });
      options.onAttempt?.(probe, number, result);
      return result;
    };
    const enough = async (result: ProbeResult): Promise<boolean> => {
      if (result.ok || !result.retryable || settled(result.failed)) return true;
      ended = (await options.isAlive?.()) === false;
      return ended;
    };
    const { last, attempts } = await poll(attempt, enough, { signal: bound.signal, firstWaitMs: 50, maxWaitMs: 500 });
    total += attempts;
    const ms = Math.round(performance.now() - start);
    if (!last.ok) {
      const stopped =
        !last.retryable || settled(last.failed) ? "not-retryable" : ended ? "ended" : context.signal.aborted ? "aborted" : "deadline";
      const error = `${describeProbe(probe)} ${reasons[stopped](options.deadlineMs)} (${plural(attempts)}): ${last.error}`;
      const failed = last.failed === undefined ? {} : { failed: last.failed };
      return { ok: false, stopped, probe, error, ...failed, attempts: total, ms };
    }
    details.push(last.detail);
  }
  return { ok: true, details, attempts: total, ms: Math.round(performance.now() - start) };
};

/** A list of failures that stays the same so long, ms, is no start that takes its time. */
const sameFailuresMs = 10_000;

/** Whether it was asked with the same list for at least `ms`. */
const sameFor = (ms: number): ((failed: readonly string[] | undefined) => boolean) => {
  let last: string | undefined;
  let since = 0;
  return (failed) => {
    const now = failed && JSON.stringify(failed);
    if (now !== last) since = performance.now();
    last = now;
    return now !== undefined && performance.now() - since >= ms;
  };
};

/** What was reloaded or restarted must do all again that it did before. */
export const withRepeats = (probes: readonly Probe[]): readonly Probe[] =>
  probes.flatMap((probe, index) =>
    probe.kind === "lifecycle" ? [probe, ...probes.slice(0, index).filter(({ kind }) => kind !== "lifecycle")] : [probe],
  );

const reasons = {
  deadline: (ms: number) => `did not pass within ${inWords(ms)}`,
  ended: () => "did not pass before the container ended",
  aborted: () => "was interrupted",
  "not-retryable": () => "failed",
} as const;

const plural = (attempts: number): string => (attempts === 1 ? "1 attempt" : `${attempts} attempts`);
