import { expect, test } from "vitest";
import type { ProbeResult } from "../../../src/probe/driver.js";
import { giveUp, passed, tryAgain } from "../../../src/probe/driver.js";
import { drivers } from "../../../src/probe/drivers.js";
import { untilReady } from "../../../src/probe/ready.js";
import { probeContext } from "./servers.js";

const answering = (answers: readonly ProbeResult[]) => {
  let asked = 0;
  const run = (): Promise<ProbeResult> => Promise.resolve(answers[Math.min(asked++, answers.length - 1)] ?? giveUp("none"));
  return { ...drivers, tcp: { kind: "tcp", run } } as const;
};
const probe = { kind: "tcp", port: 80 } as const;
const context = probeContext(80, 1);
const options = { deadlineMs: 60_000 };

test("no probe: ready", async () => {
  expect(await untilReady(drivers, [], context, options)).toMatchObject({ ok: true, attempts: 0 });
});

test("a failure that may mend itself is retried, and each attempt is told", async () => {
  const told: string[] = [];
  const onAttempt = (_: unknown, attempt: number, result: ProbeResult) => void told.push(`${attempt} ${result.ok}`);
  const ready = await untilReady(answering([tryAgain("not yet"), passed("up")]), [probe], context, { ...options, onAttempt });
  expect(ready).toMatchObject({ ok: true, attempts: 2, details: ["up"] });
  expect(told).toEqual(["1 false", "2 true"]);
});

test("probes run in order, and one that passed isn't run again", async () => {
  const told: number[] = [];
  const other = { kind: "tcp", port: 81 } as const;
  const onAttempt = (each: { kind: string }) => void told.push(each === other ? 81 : 80);
  const ready = await untilReady(answering([passed("a"), tryAgain("b"), passed("c")]), [probe, other], context, { ...options, onAttempt });
  expect(ready).toMatchObject({ ok: true, attempts: 3, details: ["a", "c"] });
  expect(told).toEqual([80, 81, 81]);
});

test("a failure that no retry mends ends the wait", async () => {
  const ready = await untilReady(answering([giveUp("no such library")]), [probe], context, options);
  expect(ready).toMatchObject({ ok: false, stopped: "not-retryable", error: "probe tcp on port 80 failed (1 attempt): no such library" });
});

test("the deadline ends the wait with the last answer", async () => {
  const ready = await untilReady(answering([tryAgain("first"), tryAgain("last")]), [probe], context, { deadlineMs: 120 });
  expect(ready).toMatchObject({ ok: false, stopped: "deadline", probe });
  expect(ready.ok || ready.error).toMatch(/^probe tcp on port 80 did not pass within 120 ms \(\d+ attempts\): last$/);
});

test("an attempt that the deadline cuts short doesn't hide the answer before it", async () => {
  let asked = 0;
  const run = async (_: unknown, { signal }: { readonly signal: AbortSignal }): Promise<ProbeResult> => {
    asked += 1;
    if (asked === 1) return tryAgain("connection refused");
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return tryAgain("given up");
  };
  const ready = await untilReady({ ...drivers, tcp: { kind: "tcp", run } }, [probe], context, { deadlineMs: 120 });
  expect(ready).toMatchObject({ ok: false, error: "probe tcp on port 80 did not pass within 120 ms (2 attempts): connection refused" });
});

test("a container that ended isn't waited for", async () => {
  const ready = await untilReady(answering([tryAgain("refused")]), [probe], context, { ...options, isAlive: () => false });
  const error = "probe tcp on port 80 did not pass before the container ended (1 attempt): refused";
  expect(ready).toMatchObject({ ok: false, stopped: "ended", error });
});

test("an interrupt ends the wait", async () => {
  const controller = new AbortController();
  const ready = await untilReady(
    answering([tryAgain("refused")]),
    [probe],
    { ...context, signal: controller.signal },
    { ...options, onAttempt: () => controller.abort() },
  );
  expect(ready).toMatchObject({ ok: false, stopped: "aborted", attempts: 1 });
});
