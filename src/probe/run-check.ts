import type { Check, LogExpectation } from "../model/config.js";
import { StackSlimError } from "../model/errors.js";
import type { CheckVerdict, Exchange } from "../model/trial.js";
import { boundedSignal, inWords, unlessAborted } from "./bounded-signal.js";
import type { CheckContext } from "./check-context.js";
import { commandEnvironment, containerEnvironment, targetOf } from "./check-context.js";
import { ownTimeMs, probeFailure, trafficFailure, type Failure } from "./check-target.js";
import { newCookieJar } from "./cookie-jar.js";
import { messageOf } from "./explain.js";
import { expectLog } from "./expect-log.js";
import type { HttpSession } from "./http-session.js";
import { openHttpSession } from "./http-session.js";
import { runShellCommand } from "./shell-command.js";

const defaultTimeoutMs = 60_000;

/** Steps of one check whose answers are kept: a report has room for no more. */
const mostExchanges = 30;

/**
 * Runs one check: its http steps, its probes, its crawl, openapi and har, its command, its container, then what it expects in logs, up to the first failure. A
 * fault in the check itself is a failed check. Rejects only with StackSlimError `interrupted` (exit 130), when the context's signal aborts.
 */
export const runCheck = async (check: Check, context: CheckContext): Promise<CheckVerdict> => {
  const start = performance.now();
  const timeoutMs = check.timeoutMs ?? defaultTimeoutMs + ownTimeMs(check);
  using bound = boundedSignal(context.signal, timeoutMs);
  const ours = { ...context, signal: bound.signal };
  const exchanges: Exchange[] = [];
  const failure = await firstFailure(check, ours, { timeoutMs, since: sinceNow(), exchanges }).catch((error: unknown) => ({
    error: describeThrown(error),
    services: servicesOf(check, context),
  }));
  if (context.signal.aborted) throw interrupted(context.signal.reason);
  const ms = Math.round(performance.now() - start);
  const { name, use } = check;
  const shown = exchanges.length === 0 ? {} : { exchanges };
  if (failure === undefined) return { name, use, pass: true, services: [], ms, ...shown };
  const error = bound.timedOut() ? `not done within ${inWords(timeoutMs)}; ${failure.error}` : failure.error;
  const failed = "failed" in failure && failure.failed !== undefined ? { failed: failure.failed } : {};
  return { name, use, pass: false, error, services: failure.services, ms, ...failed, ...shown };
};

/** This moment as epoch ms, asked for later: when the clock was set meanwhile, the earlier of what it was and what it now seems to have been. */
const sinceNow = (): (() => number) => {
  const [epoch, start] = [Date.now(), performance.now()];
  return () => Math.min(epoch, Date.now() - Math.floor(performance.now() - start));
};

export const interrupted = (cause: unknown): StackSlimError =>
  new StackSlimError("the checks were interrupted", { code: "interrupted", exitCode: 130, cause });

type Running = { readonly timeoutMs: number; readonly since: () => number; readonly exchanges: Exchange[] };

const firstFailure = async (check: Check, context: CheckContext, { timeoutMs, since, exchanges }: Running): Promise<Failure> => {
  const target = targetOf(check, context);
  const jar = newCookieJar();
  await using session = openHttpSession({
    jar,
    endpoints: context.endpoints,
    ...(target === undefined ? {} : { target }),
    scheme: "http",
    signal: context.signal,
    cwd: context.cwd,
    onExchange: (exchange) => {
      if (exchanges.length < mostExchanges) exchanges.push(exchange);
    },
  });
  return (
    (await httpFailure(check, session)) ??
    (await probeFailure(check, context, target)) ??
    (await trafficFailure(check, context, target, { jar, variables: session.variables })) ??
    (await commandFailure(check, context, timeoutMs)) ??
    (await containerFailure(check, context)) ??
    (await logFailure(check.logs ?? [], session, context, since))
  );
};

const httpFailure = async (check: Check, session: HttpSession): Promise<Failure> => {
  for (const step of check.http ?? []) {
    const result = await session.run(step);
    if (!result.ok) return result;
  }
  return undefined;
};

const commandFailure = async (check: Check, context: CheckContext, timeoutMs: number): Promise<Failure> => {
  if (check.command === undefined) return undefined;
  const env = commandEnvironment(check, context);
  const result = await runShellCommand(check.command, { cwd: context.cwd, env, signal: context.signal, timeoutMs });
  return result.ok ? undefined : { error: `${check.command}: ${result.error}`, services: servicesOf(check, context) };
};

const containerFailure = async (check: Check, context: CheckContext): Promise<Failure> => {
  const { container } = check;
  if (container === undefined) return undefined;
  if (context.runContainer === undefined) throw new Error("no container can be run here");
  const { exitCode, output } = await context.runContainer(container, containerEnvironment(check, context), context.signal);
  if (exitCode === 0) return undefined;
  const tail = output.trimEnd();
  const error = `container ${container.service ?? container.image ?? ""}: exit ${exitCode}${tail === "" ? ", no output" : `; output ends:\n${tail}`}`;
  return { error, services: servicesOf(check, context) };
};

const logFailure = async (
  expectations: readonly LogExpectation[],
  session: HttpSession,
  context: CheckContext,
  since: () => number,
): Promise<Failure> => {
  for (const expectation of expectations) {
    const read = (): Promise<string> =>
      unlessAborted(context.logs(expectation.service, since()), context.signal, () => new Error("the log could not be read in time"));
    const error = await expectLog(expectation, session.variables, read, context.signal);
    if (error !== undefined) return { error, services: [expectation.service] };
  }
  return undefined;
};

const servicesOf = (check: Check, context: CheckContext): readonly string[] => {
  const target = targetOf(check, context);
  return target === undefined ? [] : [target.service];
};

const describeThrown = (error: unknown): string =>
  error instanceof StackSlimError && error.hint !== undefined ? `${error.message}; ${error.hint}` : messageOf(error);
