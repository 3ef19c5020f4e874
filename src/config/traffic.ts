import { dirname, resolve } from "node:path";
import type { Target } from "../model/config.js";
import { parseDuration } from "../model/duration.js";
import {
  usualCrawl,
  usualHar,
  usualOpenApi,
  type CrawlTraffic,
  type HarTraffic,
  type OpenApiTraffic,
  type WebAuth,
  type WebTraffic,
} from "../model/web-traffic.js";
import { httpStep } from "./http-step.js";
import {
  crawlOf,
  harOf,
  openApiOf,
  type WrittenCrawl,
  type WrittenHar,
  type WrittenOpenApi,
  type WrittenTraffics,
} from "./written-traffic.js";

/** What the files traffic is made from are relative to, and their digests by absolute path. */
export type TrafficBase = { readonly file: string; readonly digests: ReadonlyMap<string, string> };

/** The crawl, openapi and har of a check or a probe, with every default filled in. */
export const trafficsOf = (
  { crawl, openapi, har }: WrittenTraffics,
  base: TrafficBase,
): { readonly crawl?: CrawlTraffic; readonly openapi?: OpenApiTraffic; readonly har?: HarTraffic } => ({
  ...(crawl === undefined ? {} : { crawl: crawlTraffic(crawl) }),
  ...(openapi === undefined ? {} : { openapi: openApiTraffic(openapi, base) }),
  ...(har === undefined ? {} : { har: harTraffic(har, base) }),
});

export const crawlTraffic = (written: string | WrittenCrawl): CrawlTraffic => {
  const { start, depth, pages, requests, bytes, ...rest } = crawlOf(written);
  const usual = usualCrawl(0);
  return {
    ...usual,
    ...common(rest),
    start: start === undefined ? usual.start : list(start),
    depth: depth ?? usual.depth,
    pages: pages ?? usual.pages,
    requests: requests ?? usual.requests,
    bytes: bytes ?? usual.bytes,
  };
};

export const openApiTraffic = (written: string | WrittenOpenApi, { file, digests }: TrafficBase): OpenApiTraffic => {
  const { spec, base, writes, validate, values, ...rest } = openApiOf(written);
  const path = spec === undefined ? "" : resolve(dirname(file), spec);
  return {
    ...usualOpenApi(0),
    ...common(rest),
    ...(spec === undefined ? {} : { spec: spec.startsWith("/") ? { path: spec } : { file: path, digest: digests.get(path) ?? "" } }),
    ...(base === undefined ? {} : { base }),
    ...(writes === undefined ? {} : { writes }),
    ...(validate === undefined ? {} : { validate }),
    ...(values === undefined ? {} : { values }),
  };
};

export const harTraffic = (written: string | WrittenHar, base: TrafficBase): HarTraffic => {
  const { file, size, ...rest } = harOf(written);
  const path = resolve(dirname(base.file), file);
  return { ...usualHar(0, path, base.digests.get(path) ?? ""), ...common(rest), ...(size === undefined ? {} : { size }) };
};

const common = ({ port, scheme, headers, auth, login, hosts, skip, allow, time }: Omit<WrittenCrawl, "start">): Partial<WebTraffic> => ({
  ...(port === undefined ? {} : { port }),
  ...(scheme === undefined ? {} : { scheme }),
  ...(headers === undefined ? {} : { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])) }),
  ...(auth === undefined ? {} : { auth: authOf(auth) }),
  ...(login === undefined ? {} : { login: login.map(httpStep) }),
  ...(hosts === undefined ? {} : { hosts: Object.fromEntries(Object.entries(hosts).map(([host, target]) => [host, targetOf(target)])) }),
  ...(skip === undefined ? {} : { skip: list(skip) }),
  ...(allow === undefined ? {} : { allow: list(allow) }),
  ...(time === undefined ? {} : { timeMs: parseDuration(time) ?? 0 }),
});

const authOf = ({ user, password, bearer, apiKey }: NonNullable<WrittenCrawl["auth"]>): WebAuth => ({
  ...(user === undefined || password === undefined ? {} : { basic: { user, password } }),
  ...(bearer === undefined ? {} : { bearer }),
  ...(apiKey === undefined ? {} : { apiKey }),
});

const targetOf = (target: string): Target => {
  const [service = target, port] = target.split(":");
  return { service, port: port === undefined ? 0 : Number(port) };
};

const list = (value: string | readonly string[]): readonly string[] => (typeof value === "string" ? [value] : value);
