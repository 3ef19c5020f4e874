import { randomBytes } from "node:crypto";
import { StackSlimError } from "../model/errors.js";
import { boundedSignal, inWords, unlessAborted } from "./bounded-signal.js";
import type { ProbeContext, ProbeResult } from "./driver.js";
import { passed, tryAgain } from "./driver.js";
import type { Address, Protocol } from "./endpoints.js";
import { codeOf, explain, messageOf } from "./explain.js";
import { notPublished } from "./not-published.js";

/** A client library's way to its server: it must let go of everything when the signal aborts. */
export type ClientWork = (address: Address, signal: AbortSignal) => Promise<string>;

export const connectTimeoutMs = 5_000;

/** For TLS: the server is the one under test, and its certificate its own or for a name that doesn't lead here. */
export const anyCertificate = Object.freeze({ rejectUnauthorized: false } as const);

const attemptMs = 30_000;

/**
 * One attempt of a probe that speaks its service's protocol, at most 30 s. Every failure but a StackSlimError is retryable, a refused
 * password too: on a first boot the server may listen before its users are made.
 */
export const probeWithClient = async (
  port: number,
  context: ProbeContext,
  work: ClientWork,
  protocol: Protocol = "tcp",
): Promise<ProbeResult> => {
  const address = context.endpoints.address(context.service, port, protocol);
  if (address === undefined) return tryAgain(notPublished(context.service, port, protocol));
  using bound = boundedSignal(context.signal, attemptMs);
  const tooLate = (): Error => new Error(bound.timedOut() ? `not done within ${inWords(attemptMs)}` : "given up before it was done");
  try {
    return passed(await unlessAborted(work(address, bound.signal), bound.signal, tooLate));
  } catch (error) {
    if (error instanceof StackSlimError) throw error;
    if (protocol === "udp") return tryAgain(codeOf(error) === "ECONNREFUSED" ? `nothing listens at UDP port ${port}` : messageOf(error));
    return tryAgain(await explain(error, address, context.signal));
  }
};

/** The work's own end; `release` is called once, when the work ends or the signal aborts, whichever is first. */
export const releasing = async <T>(signal: AbortSignal, release: () => void, work: () => Promise<T>): Promise<T> => {
  if (signal.aborted) release();
  signal.addEventListener("abort", release, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", release);
    if (!signal.aborted) release();
  }
};

/** A name for scratch objects that no user has. */
export const scratchName = (): string => `stack_slim_probe_${randomBytes(6).toString("hex")}`;

/** What the server may refuse without failing the probe: logged, nothing more. */
export const optional = async (what: string, context: ProbeContext, run: () => Promise<unknown>): Promise<void> => {
  try {
    await run();
  } catch (error) {
    context.log(`${context.service}: ${what} left out: ${error instanceof Error ? error.message : String(error)}`);
  }
};
