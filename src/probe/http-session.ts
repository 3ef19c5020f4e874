import { Agent } from "undici";
import type { HttpStep } from "../model/config.js";
import { boundedSignal, inWords } from "./bounded-signal.js";
import type { CookieJar } from "./cookie-jar.js";
import { newCookieJar } from "./cookie-jar.js";
import { answerProblem } from "./expect-http.js";
import { extract } from "./extract.js";
import { encodeStep } from "./http-body.js";
import type { HttpAnswer } from "./http-exchange.js";
import { assertsRedirect, callFollowing } from "./http-follow.js";
import { poll } from "./poll.js";
import type { StackUrlContext } from "./stack-url.js";
import { findPlace } from "./stack-url.js";
import type { Variables } from "./template.js";
import { fill, newVariables } from "./template.js";

export type HttpSessionOptions = StackUrlContext & {
  readonly signal: AbortSignal;
  /** Of one request with its whole body, ms; default 15,000. */
  readonly requestTimeoutMs?: number;
  /** Cookies shared with other requests; default: the session's own. */
  readonly jar?: CookieJar;
  /** Values of earlier requests; default: none. */
  readonly variables?: Variables;
};

/** `services` = those the step talked to. `error` begins with the method and the URL as written, values filled in. */
export type StepResult =
  | { readonly ok: true; readonly services: readonly string[]; readonly status: number }
  | { readonly ok: false; readonly services: readonly string[]; readonly error: string };

/** The steps of one check: cookies and variables live as long as it does. */
export type HttpSession = AsyncDisposable & {
  readonly variables: Variables;
  /** Throws StackSlimError (`config.variable`, `config.json-path`, `config.regex`) for a step that can't be carried out. */
  readonly run: (step: HttpStep) => Promise<StepResult>;
};

export const openHttpSession = (options: HttpSessionOptions): HttpSession => {
  // A connection a request: a kept one that the server closes just then would fail a check that no user would see fail.
  const dispatcher = new Agent({ pipelining: 0, connect: { rejectUnauthorized: false } });
  const jar = options.jar ?? newCookieJar();
  const variables = options.variables ?? newVariables();

  const once = async (step: HttpStep, signal: AbortSignal): Promise<StepResult> => {
    const url = fill(step.url, variables);
    const label = `${step.method} ${url}`;
    const found = findPlace(url, options);
    if ("error" in found) return { ok: false, services: serviceIn(url, options), error: `${label}: ${found.error}` };
    const call = { method: step.method, place: found.place, ...encodeStep(step, variables) };
    const timeoutMs = options.requestTimeoutMs ?? 15_000;
    const result = await callFollowing(call, !assertsRedirect(step.expect.status), jar, options.endpoints, {
      dispatcher,
      signal,
      timeoutMs,
    });
    const { services } = result;
    if ("error" in result) return { ok: false, services, error: `${label}: ${result.error}` };
    const problem = answerProblem(step.expect, result.answer, variables) ?? takeExtracts(step, result.answer, variables);
    return problem === undefined
      ? { ok: true, services, status: result.answer.status }
      : { ok: false, services, error: `${label}: ${problem}` };
  };

  const run = async (step: HttpStep): Promise<StepResult> => {
    if (step.withinMs === undefined) return await once(step, options.signal);
    using bound = boundedSignal(options.signal, step.withinMs);
    const isOk = (result: StepResult): boolean => result.ok;
    const { last, attempts } = await poll(() => once(step, bound.signal), isOk, {
      signal: bound.signal,
      firstWaitMs: 100,
      maxWaitMs: 1_000,
    });
    return last.ok ? last : { ...last, error: `${last.error} (${attempts} times within ${inWords(step.withinMs)})` };
  };

  return { variables, run, [Symbol.asyncDispose]: () => dispatcher.destroy() };
};

/** The service that a URL meant, though it has no address. */
const serviceIn = (url: string, options: StackUrlContext): readonly string[] => {
  const named = /^https?:\/\/([^/:?#]+)/.exec(url)?.[1] ?? options.target?.service;
  return named === undefined ? [] : [named];
};

const takeExtracts = (step: HttpStep, answer: HttpAnswer, variables: Variables): string | undefined => {
  for (const [name, extraction] of Object.entries(step.extract)) {
    const taken = extract(extraction, answer);
    if ("error" in taken) return `${name} can't be extracted: ${taken.error}`;
    variables.set(name, taken.value);
  }
  return undefined;
};
