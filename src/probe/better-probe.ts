import type { HttpStep, Probe } from "../model/config.js";
import type { PlannedProbe } from "../model/plan.js";
import { usualCrawl, usualOpenApi } from "../model/web-traffic.js";
import type { Discovered } from "./discover.js";
import type { FoundPath } from "./well-known-paths.js";

type Http = Extract<Discovered, { readonly speaks: "http" | "https" }>;

/** Every answer but a failure of the server: what a service without a known path can be held to. */
const anyAnswer = ["2xx", "3xx", "4xx"] as const;

/** Bounds of traffic that nobody asked for: of a crawl in pages, requests and ms, of an API's operations in ms. */
const crawlBounds = { pages: 60, requests: 400, bytes: 32 * 1024 * 1024, timeMs: 10_000 } as const;
const openApiMs = 20_000;

/**
 * A probe that exercises more than the planned one does, made of what the ports were found to serve; undefined: there is none, or the
 * planned one is somebody's word (the user's, a catalogue entry's). A healthcheck stays, with what was found added to it.
 */
export function betterProbe(planned: PlannedProbe, discovered: readonly Discovered[]): PlannedProbe | undefined {
  if (planned.source === "config" || planned.source === "catalogue") return undefined;
  const http = discovered.filter(isHttp);
  const telling = http.filter(({ found }) => found.length > 0);
  const used = telling.length > 0 ? telling : http.slice(0, 1);
  if (used.length === 0) return undefined;
  if (planned.source === "http" && telling.length === 0) return undefined;
  const before = planned.source === "healthcheck" ? planned : undefined;
  return seen(
    before,
    used,
    used.flatMap((one) => [stepsOf(one), ...contentOf(one)]),
  );
}

/**
 * The probe of a catalogue entry with what only this stack has behind it: its pages and its API. The entry itself stays as it is; undefined: nothing
 * of that kind was found, or the entry looks for it already.
 */
export function probeBesides(planned: PlannedProbe, discovered: readonly Discovered[]): PlannedProbe | undefined {
  if (planned.source !== "catalogue") return undefined;
  const has = ({ kind, ...probe }: Probe): boolean =>
    planned.probes.some((own) => own.kind === kind && "port" in own && "port" in probe && own.port === probe.port);
  const used = discovered.filter(isHttp).filter((one) => contentOf(one).some((probe) => !has(probe)));
  if (used.length === 0) return undefined;
  return seen(
    planned,
    used,
    used.flatMap(contentOf).filter((probe) => !has(probe)),
  );
}

const isHttp = (one: Discovered): one is Http => one.speaks !== "something else";

const seen = (before: PlannedProbe | undefined, used: readonly Http[], probes: readonly Probe[]): PlannedProbe => ({
  source: "seen",
  name: [...(before === undefined ? [] : [before.name]), ...probes.map(nameOf)].join(" + "),
  why: [...(before === undefined ? [] : [before.why]), ...used.map(whyOf)].join("; "),
  probes: [...(before?.probes ?? []), ...probes],
});

const stepsOf = (one: Http): Probe => {
  const first = one.found.filter(({ what }, at) => what === "page" || one.found.findIndex((other) => other.what === what) === at);
  const health = first.filter(({ what }) => what === "health");
  const rest = first.filter(({ what }) => what !== "health");
  const steps = [...health, ...rest].map(({ path }) => step(path, ["2xx", "3xx"]));
  return { kind: "http", port: one.port, scheme: one.speaks, steps: steps.length === 0 ? [step("/", anyAnswer)] : steps };
};

/** What lies behind the paths: pages are crawled, an API's reading operations are asked for, a schema's fields too. Nothing is written. */
const contentOf = ({ port, speaks, found }: Http): readonly Probe[] => {
  const [page, api, graphql] = (["page", "api", "graphql"] as const).map((wanted) => found.find(({ what }) => what === wanted));
  return [
    ...(page !== undefined && leadsOn(page) ? [{ ...usualCrawl(port, speaks), ...crawlBounds }] : []),
    ...(api === undefined ? [] : [{ ...usualOpenApi(port, speaks), spec: { path: api.path }, writes: false, timeMs: openApiMs }]),
    ...(graphql === undefined
      ? []
      : [{ kind: "graphql", port, scheme: speaks, path: graphql.path.split("?")[0] ?? "", headers: {}, fields: "tried" } as const]),
  ];
};

/** A page, or a redirect to one. */
const leadsOn = ({ status, type }: FoundPath): boolean => status >= 300 || type === undefined || /html|json/.test(type);

const step = (url: string, status: readonly string[]): HttpStep => ({ method: "GET", url, headers: {}, expect: { status }, extract: {} });

const nameOf = (probe: Probe): string => {
  if (probe.kind === "http") return `${probe.scheme} ${String(probe.port)}`;
  return "port" in probe ? `${probe.kind} ${String(probe.port)}` : probe.kind;
};

const whyOf = (one: Http): string =>
  one.found.length === 0
    ? `port ${String(one.port)} speaks ${one.speaks.toUpperCase()}: / answered ${String(one.root)}`
    : `port ${String(one.port)} answered ${one.found.map(({ path, status }) => `${path.split("?")[0] ?? path} ${String(status)}`).join(", ")}`;
