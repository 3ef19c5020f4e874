import { readFile } from "node:fs/promises";
import type { HarTraffic } from "../../model/web-traffic.js";
import { boundedSignal, inWords } from "../bounded-signal.js";
import { notPublished } from "../not-published.js";
import { matchesAny } from "../web/path-pattern.js";
import { counted, failureLine, isPassing, type RunTraffic, type TrafficResult } from "../web/traffic-run.js";
import { openWebClient } from "../web/web-client.js";
import { chooseEntries, type Chosen } from "./choose-entries.js";
import { learnValues } from "./learn-values.js";
import { newLiveValues } from "./live-values.js";
import { parseRecording, type Entry, type Recording } from "./recording.js";
import { recordedCookies } from "./recorded-cookies.js";
import { recordedSecrets } from "./recorded-secrets.js";
import { replayProblem } from "./replay-problem.js";
import { rewriteRequest } from "./rewrite-request.js";

/**
 * Makes the requests of a recording again, in its order and without its pauses, with the cookies and tokens that the stack gives now.
 * Fails when answers aren't like the recorded ones; see replayProblem.
 */
export const runHar: RunTraffic<HarTraffic> = async (traffic, context) => {
  const { target, endpoints } = context;
  const services = new Set<string>();
  await using client = openWebClient({ traffic, ...context });
  const failed = (error: string, retryable: boolean, names?: readonly string[]): TrafficResult => ({
    ok: false,
    ...(names === undefined ? {} : { failed: names }),
    error: client.mask.hide(error),
    retryable,
    services: services.size === 0 ? [target.service] : [...services],
  });
  const read = await readRecording(traffic.file);
  if ("error" in read) return failed(`${traffic.file}: ${read.error}`, false);
  for (const secret of recordedSecrets(read.recording)) client.mask.add(secret);
  const chosen = chooseEntries(read.recording.entries, traffic.hosts, target);
  const entries = chosen.entries.filter(({ entry }) => !isNamed(traffic.skip, entry));
  if (entries.length === 0)
    return failed(`${traffic.file}: nothing in it can be replayed${leftLine(chosen)}; name its hosts with hosts:`, false);
  const loginError = await client.logIn();
  if (loginError !== undefined) return failed(loginError, true);

  using bound = boundedSignal(context.signal, traffic.timeMs);
  const values = newLiveValues();
  const cookies = recordedCookies(entries.map(({ entry }) => entry));
  const failures: string[] = [];
  const names: string[] = [];
  let isPassingFailure = false;
  let done = 0;
  for (const { entry, to } of entries) {
    const port = to.port === 0 ? (endpoints.all().find(({ service }) => service === to.service)?.port ?? 0) : to.port;
    const address = endpoints.address(to.service, port);
    if (address === undefined) return failed(notPublished(to.service, port), true);
    const { path, headers, body } = rewriteRequest(entry, values);
    const place = { service: to.service, port, scheme: to.service === target.service ? traffic.scheme : "http", address, path } as const;
    const cookie = cookies.unset(entry, client.jar.header(to.service, path));
    const all = { ...ownHeaders(headers, traffic), ...(cookie === undefined ? {} : { cookie: values.within(cookie) }) };
    const request = { method: entry.method, place, headers: all, follow: false, ...(body === undefined ? {} : { body }) };
    const result = await client.call(request, bound.signal);
    if (bound.signal.aborted) break;
    done += 1;
    services.add(to.service);
    const problem = "error" in result ? (result.tooLong ? undefined : result.error) : replayProblem(entry, result.answer, traffic.size);
    if ("answer" in result) for (const secret of learnValues(entry, result.answer, path, values)) client.mask.add(secret);
    if (problem === undefined || isNamed(traffic.allow, entry)) continue;
    failures.push(
      `${entry.method} ${to.service === target.service ? "" : `${to.service} `}${entry.url.pathname}${entry.url.search}: ${problem}`,
    );
    names.push(`${entry.method} ${entry.url.pathname}${entry.url.search}`);
    const passes = "error" in result ? result.passing : isPassing(result.answer.status);
    isPassingFailure ||= passes;
    // Nothing is there yet: the rest would say so once more each.
    if (done === 1 && passes) return failed(failureLine(failures, done), true);
  }
  if (context.signal.aborted) return failed("given up before the recording was replayed", true);
  if (failures.length > 0) return failed(failureLine(failures, done), isPassingFailure, names);
  if (done === 0) return failed(`no answer within ${inWords(traffic.timeMs)}`, true);
  const stopped = done < entries.length ? `; stopped after ${inWords(traffic.timeMs)}, ${entries.length - done} left` : "";
  return { ok: true, services: [...services], detail: `replayed ${counted(done, "request")}${leftLine(chosen)}${stopped}` };
};

const readRecording = async (file: string): Promise<{ readonly recording: Recording } | { readonly error: string }> => {
  try {
    return parseRecording(await readFile(file, "utf8"));
  } catch (error) {
    return { error: `it can't be read: ${error instanceof Error ? error.message : String(error)}` };
  }
};

const isNamed = (patterns: readonly string[], { method, url }: Entry): boolean =>
  matchesAny(patterns, url.pathname + url.search) || matchesAny(patterns, `${method} ${url.pathname}${url.search}`);

/** What the user sets wins over what was recorded. */
const ownHeaders = (headers: Readonly<Record<string, string>>, traffic: HarTraffic): Readonly<Record<string, string>> => {
  const own = new Set(Object.keys(traffic.headers).map((name) => name.toLowerCase()));
  if (traffic.auth?.basic !== undefined || traffic.auth?.bearer !== undefined) own.add("authorization");
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
};

const leftLine = ({ left }: Chosen): string =>
  left.size === 0 ? "" : `; left out ${[...left].map(([reason, count]) => `${count} ${reason}`).join(", ")}`;
