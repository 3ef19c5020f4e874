import { setTimeout as timer } from "node:timers/promises";

/** A signal that aborts with its parent or after `ms`, whichever is first; disposing it frees the timer and the parent's listener. */
export type BoundedSignal = Disposable & {
  readonly signal: AbortSignal;
  /** True when the time ran out, false while it runs and when the parent aborted. */
  readonly timedOut: () => boolean;
};

// AbortSignal.any keeps its sources' dependants alive in Node 20, and one parent serves thousands of attempts here.
export const boundedSignal = (parent: AbortSignal, ms: number): BoundedSignal => {
  const controller = new AbortController();
  let timedOut = false;
  const onParent = (): void => controller.abort(parent.reason);
  const timeout = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, ms);
  if (parent.aborted) onParent();
  parent.addEventListener("abort", onParent, { once: true });
  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    [Symbol.dispose]: () => {
      clearTimeout(timeout);
      parent.removeEventListener("abort", onParent);
    },
  };
};

/** Waits, or returns early when the signal aborts. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return;
  await timer(ms, undefined, { signal }).catch(() => undefined);
};

/** The promise's own end, or `onAbort` at once when the signal aborts first; the promise's later rejection is nobody's. */
export const unlessAborted = async <T>(promise: Promise<T>, signal: AbortSignal, onAbort: () => Error): Promise<T> => {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(onAbort());
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
};

/** 1,500 → "1.5 s", 250 → "250 ms". */
export const inWords = (ms: number): string => (ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms)} ms`);
