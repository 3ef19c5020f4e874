import type { HttpStep } from "../model/config.js";
import { isSecretName } from "../model/secret-names.js";
import type { Exchange } from "../model/trial.js";
import { boundedSignal, inWords } from "./bounded-signal.js";
import type { CookieJar } from "./cookie-jar.js";
import { newCookieJar } from "./cookie-jar.js";
import { answerProblem } from "./expect-http.js";
import { imageProblem } from "./expect-image.js";
import { extract } from "./extract.js";
import { openAgents } from "./http-agents.js";
import { encodeStep } from "./http-body.js";
import type { ExchangeBounds, Exchanged, HttpAnswer, HttpRequest } from "./http-exchange.js";
import { exchange } from "./http-exchange.js";
import { assertsRedirect, callFollowing, defaultRedirects } from "./http-follow.js";
import { poll } from "./poll.js";
import { shownAnswer } from "./shown-answer.js";
import { hideSecrets, secretFields, secretHeaders } from "./secrets.js";
import type { StackUrlContext } from "./stack-url.js";
import { findPlace } from "./stack-url.js";
import type { Variables } from "./template.js";
import { fill, fillDeep, newVariables } from "./template.js";
import { tlsSettings } from "./tls.js";

export type HttpSessionOptions = StackUrlContext & {
  readonly signal: AbortSignal;
  /** Folder of the config file: where bodies and certificates are. */
  readonly cwd: string;
  /** Of one request with its whole body, ms; default 15,000. */
  readonly requestTimeoutMs?: number;
  /** Another way to carry requests than HTTP itself. */
  readonly exchange?: (asked: HttpRequest, bounds: ExchangeBounds) => Promise<Exchanged>;
  /** Told what each step came to, one that is repeated once, as it was answered last. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** Cookies shared with other requests; default: the session's own. */
  readonly jar?: CookieJar;
  /** Values of earlier requests; default: none. */
  readonly variables?: Variables;
};

/** `services` = those the step talked to. `error` begins with the method and the URL as written, values filled in, secrets masked. */
export type StepResult =
  | { readonly ok: true; readonly services: readonly string[]; readonly status: number }
  | { readonly ok: false; readonly services: readonly string[]; readonly error: string };

/** The steps of one check: cookies and variables live as long as it does. */
export type HttpSession = AsyncDisposable & {
  readonly variables: Variables;
  /** Throws StackSlimError (`config.variable`, `config.json-path`, `config.regex`, `config.css`, `probe.file`) for a step that can't be carried out. */
  readonly run: (step: HttpStep) => Promise<StepResult>;
};

export const openHttpSession = (options: HttpSessionOptions): HttpSession => {
  const agents = openAgents();
  const jar = options.jar ?? newCookieJar();
  const variables = options.variables ?? newVariables();
  const secrets = new Set<string>();
  const hidden = (text: string): string => hideSecrets(text, [...secrets, ...jar.values()]);
  let latest: Exchange | undefined;

  const once = async (step: HttpStep, signal: AbortSignal): Promise<StepResult> => {
    const url = fill(step.url, variables);
    const label = `${step.method} ${url}`;
    const found = findPlace(url, options);
    if ("error" in found) return { ok: false, services: serviceIn(url, options), error: hidden(`${label}: ${found.error}`) };
    const call = { method: step.method, place: found.place, ...(await encodeStep(step, variables, options.cwd)) };
    for (const secret of secretsOf(step, call.headers, variables)) secrets.add(secret);
    const bounds = { signal, timeoutMs: options.requestTimeoutMs ?? 15_000 };
    const result = await callFollowing(call, {
      redirects: assertsRedirect(step.expect.status) ? 0 : (step.redirects ?? defaultRedirects),
      jar,
      endpoints: options.endpoints,
      send: async (asked, { service }) => {
        if (options.exchange !== undefined) return await options.exchange(asked, bounds);
        const tls = await tlsSettings(step.tls, service, asked.headers["host"], options.cwd);
        return await exchange(asked, { ...bounds, dispatcher: agents.agent({ http2: step.http2 === true, tls }) });
      },
    });
    const { services } = result;
    if ("error" in result) {
      latest = { request: hidden(label), answer: { error: hidden(result.error) } };
      return { ok: false, services, error: hidden(`${label}: ${result.error}`) };
    }
    const { answer } = result;
    const problem =
      answerProblem(step.expect, answer, variables) ??
      (await imageProblem(step.expect.image, answer.body)) ??
      takeExtracts(step, answer, variables, secrets);
    latest = { request: hidden(label), answer: shownAnswer(answer, hidden) };
    return problem === undefined
      ? { ok: true, services, status: answer.status }
      : { ok: false, services, error: hidden(`${label}: ${problem}`) };
  };

  const run = async (step: HttpStep): Promise<StepResult> => {
    latest = undefined;
    const result = await repeated(step);
    // Assigned by what was awaited, which the compiler can't see.
    const told = latest as Exchange | undefined;
    if (told !== undefined) options.onExchange?.(told);
    return result;
  };

  const repeated = async (step: HttpStep): Promise<StepResult> => {
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

  return { variables, run, [Symbol.asyncDispose]: () => agents[Symbol.asyncDispose]() };
};

const secretsOf = (step: HttpStep, headers: Readonly<Record<string, string>>, variables: Variables): readonly string[] => [
  ...secretHeaders(headers),
  ...secretFields(fillDeep(step.body, variables)),
];

/** The service that a URL meant, though it has no address. */
const serviceIn = (url: string, options: StackUrlContext): readonly string[] => {
  const named = /^https?:\/\/([^/:?#]+)/.exec(url)?.[1] ?? options.target?.service;
  return named === undefined ? [] : [named];
};

const takeExtracts = (step: HttpStep, answer: HttpAnswer, variables: Variables, secrets: Set<string>): string | undefined => {
  for (const [name, extraction] of Object.entries(step.extract)) {
    const taken = extract(extraction, answer);
    if ("error" in taken) return `${name} can't be extracted: ${taken.error}`;
    variables.set(name, taken.value);
    if (isSecretName(name) && typeof taken.value === "string") secrets.add(taken.value);
  }
  return undefined;
};
