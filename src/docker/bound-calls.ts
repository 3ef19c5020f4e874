import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { StackSlimError } from "../model/errors.js";
import { readBounded } from "./stream-text.js";

/** What of a call to docker-modem is read here. */
type Call = {
  readonly path: string;
  readonly method: string;
  readonly isStream?: boolean;
  readonly hijack?: boolean;
  readonly openStdin?: boolean;
  readonly abortSignal?: AbortSignal;
};
type Done = (error: unknown, answer?: unknown) => void;
type Modem = { dial: (call: Call, done: Done) => void };

/** No answer that is read as a whole is larger: the statistics of a container, the list of an engine's containers. */
const largestAnswer = 64 * 1024 * 1024;
const defaultSeconds = 120;

/** How long, ms, an ordinary call may take to be answered. STACK_SLIM_ENGINE_TIMEOUT gives it in seconds, for engines that are slower. */
export function patienceMs(environment: Readonly<Record<string, string | undefined>> = process.env): number {
  const seconds = Number(environment["STACK_SLIM_ENGINE_TIMEOUT"]);
  return (Number.isFinite(seconds) && seconds > 0 ? seconds : defaultSeconds) * 1000;
}

/** Saving, loading and removing take as long as there are bytes; a stop takes its grace time; a wait for a container's end is for its caller to bound. */
export function deadlineOf({ path, method }: Pick<Call, "path" | "method">, patience: number): number | undefined {
  if (/\/containers\/[^/]+\/wait\b/.test(path)) return undefined;
  const grace = Number(/\/(?:stop|restart)\?.*\bt=(\d+)/.exec(path)?.[1] ?? 0) * 1000;
  const isLong = method === "DELETE" || /\/images\/(?:get|load)\b/.test(path);
  return patience * (isLong ? 10 : 1) + grace;
}

/**
 * Gives every call of this client a bound, within which the engine must begin to answer (whole answers: have answered), and makes an answer that breaks
 * off an error: docker-modem waits forever for either.
 */
export function boundCalls(docker: Docker, patience: number): void {
  const modem = docker.modem as Modem;
  const dial = modem.dial.bind(modem);
  /** It let a call go unanswered: until it answers another one, those that clean up must not wait as long each. */
  let isSilent = false;
  modem.dial = (call, done) => {
    const isWhole = call.isStream !== true && call.hijack !== true && call.openStdin !== true;
    const ended = new AbortController();
    let settled = false;
    const settle: Done = (error, answer) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      isSilent = ended.signal.aborted;
      done(error, answer);
    };
    const usual = deadlineOf({ path: call.path + queryOf(call), method: call.method }, patience);
    const ms = isSilent ? patience / 10 : usual;
    const expire = (): void => {
      ended.abort();
      settle(silent(ms ?? 0));
    };
    const timer = ms === undefined ? undefined : setTimeout(expire, ms);
    const abortSignal = call.abortSignal === undefined ? ended.signal : AbortSignal.any([call.abortSignal, ended.signal]);
    dial({ ...call, isStream: isWhole || call.isStream === true, abortSignal }, (error, answer) => {
      if (error !== null && error !== undefined) settle(error);
      else if (isWhole) readAnswer(answer as Readable).then((value) => settle(null, value), settle);
      else settle(null, answer);
    });
  };
}

const queryOf = (call: Call): string => {
  const { options } = call as { readonly options?: { readonly t?: number } };
  return options?.t === undefined ? "" : `t=${String(options.t)}`;
};

/** As docker-modem gives it: what the JSON says, else the bytes. */
async function readAnswer(answer: Readable): Promise<unknown> {
  const bytes = await readBounded(answer, largestAnswer);
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch {
    return bytes;
  }
}

const silent = (ms: number): StackSlimError =>
  new StackSlimError(`no answer within ${String(Math.round(ms / 1000))} s`, { code: "engine.silent", exitCode: 3 });
