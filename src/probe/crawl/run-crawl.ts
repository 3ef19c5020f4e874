import type { CrawlTraffic } from "../../model/web-traffic.js";
import { boundedSignal, inWords } from "../bounded-signal.js";
import { matchesAny } from "../web/path-pattern.js";
import { counted, failureLine, type RunTraffic, type TrafficResult } from "../web/traffic-run.js";
import { openWebClient, type WebAnswer, type WebClient } from "../web/web-client.js";
import { itemProblem } from "./asset-problem.js";
import { documentLinks } from "./document-links.js";
import { newFrontier, type Frontier, type Item } from "./frontier.js";

/** `path`: what `allow` would name; undefined: of a start, without which nothing was crawled. */
type Failure = { readonly key: string; readonly text: string; readonly retryable: boolean; readonly path?: string };

type Tally = { pages: number; requests: number; bytes: number; gone: number; readonly failures: Failure[]; readonly services: Set<string> };

/** Requests side by side: what a browser does for one host is six; a few find what the rest wait for. */
const together = 4;

/**
 * Follows links and assets from the start paths on, breadth first, until nothing new is found or a bound is met, which is no failure.
 * What fails: a start that isn't 2xx, an asset with an error or of another kind than its use, and a server error anywhere.
 */
export const runCrawl: RunTraffic<CrawlTraffic> = async (traffic, context) => {
  const tally: Tally = { pages: 0, requests: 0, bytes: 0, gone: 0, failures: [], services: new Set([context.target.service]) };
  const failed = (error: string): TrafficResult => ({ ok: false, error, retryable: true, services: [...tally.services] });
  await using client = openWebClient({ traffic, ...context });
  const loginError = await client.logIn();
  if (loginError !== undefined) return failed(loginError);
  using bound = boundedSignal(context.signal, traffic.timeMs);
  const frontier = newFrontier(traffic.depth, traffic.skip);
  for (const path of traffic.start) {
    const found = client.at(path);
    if ("error" in found) return failed(found.error);
    frontier.add({ place: found.place, use: "page", by: "start", depth: 0 });
  }
  let stopped: string | undefined;
  while (frontier.hasMore() && !bound.signal.aborted) {
    stopped = boundMet(traffic, tally);
    if (stopped !== undefined) break;
    const items = frontier.take(Math.min(together, traffic.requests - tally.requests));
    const answers = await Promise.all(items.map(({ place }) => client.call({ method: "GET", place }, bound.signal)));
    if (bound.signal.aborted) break;
    for (const [index, item] of items.entries()) {
      const result = answers[index];
      if (result !== undefined) takeIn(item, result, { traffic, tally, frontier, client });
    }
  }
  if (context.signal.aborted) return failed("given up before the crawl was done");
  if (bound.timedOut()) stopped = inWords(traffic.timeMs);
  if (tally.requests === 0) return failed(`no answer within ${inWords(traffic.timeMs)}`);
  const services = [...tally.services];
  if (tally.failures.length > 0) {
    const sorted = [...tally.failures].sort((a, b) => (a.key < b.key ? -1 : 1));
    const error = client.mask.hide(
      failureLine(
        sorted.map(({ text }) => text),
        tally.requests,
      ),
    );
    const failed = sorted.flatMap(({ path }) => path ?? []);
    const allowable = failed.length === sorted.length ? { failed } : {};
    return { ok: false, error, retryable: tally.failures.some(({ retryable }) => retryable), services, ...allowable };
  }
  const assets = counted(tally.requests - tally.pages, "other request");
  const gone = tally.gone === 0 ? "" : `, ${counted(tally.gone, "link")} to what is not there`;
  return {
    ok: true,
    services,
    detail: `crawled ${counted(tally.pages, "page")}, ${assets}${gone}${stopped === undefined ? "" : `; stopped at ${stopped}`}`,
  };
};

const boundMet = (traffic: CrawlTraffic, tally: Tally): string | undefined => {
  if (tally.pages >= traffic.pages) return counted(traffic.pages, "page");
  if (tally.requests >= traffic.requests) return counted(traffic.requests, "request");
  return tally.bytes >= traffic.bytes ? counted(traffic.bytes, "byte") : undefined;
};

type Crawl = { readonly traffic: CrawlTraffic; readonly tally: Tally; readonly frontier: Frontier; readonly client: WebClient };

const takeIn = (item: Item, result: WebAnswer, { traffic, tally, frontier, client }: Crawl): void => {
  const { place, use, by, from, depth } = item;
  const isStart = from === undefined;
  const fail = (problem: string, retryable: boolean): void => {
    if (matchesAny(traffic.allow, place.path)) return;
    const shown = place.service === client.target.service ? place.path : `${place.service} ${place.path}`;
    const where = isStart ? "start" : `${by} on ${from}`;
    tally.failures.push({ key: shown, text: `${shown} (${where}): ${problem}`, retryable, ...(isStart ? {} : { path: place.path }) });
  };
  tally.requests += 1;
  for (const service of result.services) tally.services.add(service);
  if ("error" in result) {
    if (!result.tooLong) fail(result.error, true);
    return;
  }
  const { answer } = result;
  tally.bytes += answer.body.length;
  const problem = itemProblem(use, answer, isStart);
  if (problem !== undefined) return fail(problem, isStart || answer.status >= 500);
  if (answer.status >= 400) tally.gone += 1;
  const arrived = result.place;
  if (arrived.path !== place.path || arrived.service !== place.service) {
    if (!frontier.arrive(arrived)) return;
  }
  // A redirect out of the stack is the answer, and its text is nobody's page.
  if (answer.status >= 300 && answer.status < 400) return;
  const links = documentLinks(answer, use);
  if (links.kind === "page" && answer.status < 400) tally.pages += 1;
  const base = links.base === undefined ? arrived : (client.resolve(links.base, arrived) ?? arrived);
  for (const { url, use: as, by: named } of links.found) {
    const to = client.resolve(url, base);
    if (to === undefined || !client.isOurs(to)) continue;
    const isLink = as === "page" || as === "frame";
    frontier.add({ place: to, use: as, by: named, from: arrived.path, depth: isLink ? depth + 1 : depth });
  }
};
