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
import { digestOf, type FileDigests } from "./file-digests.js";
import { httpStep } from "./http-step.js";
import { crawlOf, harOf, openApiOf } from "./placed-traffics.js";
import type { WrittenCrawl, WrittenHar, WrittenOpenApi, WrittenTraffics } from "./written-traffic.js";
import { list, texts } from "./written-values.js";

/** The crawl, openapi and har of a check or a probe, with every default filled in. */
export const trafficsOf = (
  { crawl, openapi, har }: WrittenTraffics,
  files: FileDigests,
): { readonly crawl?: CrawlTraffic; readonly openapi?: OpenApiTraffic; readonly har?: HarTraffic } => ({
  ...(crawl === undefined ? {} : { crawl: crawlTraffic(crawl, files) }),
  ...(openapi === undefined ? {} : { openapi: openApiTraffic(openapi, files) }),
  ...(har === undefined ? {} : { har: harTraffic(har, files) }),
});

export const crawlTraffic = (written: string | WrittenCrawl, files: FileDigests): CrawlTraffic => {
  const { start, depth, pages, requests, bytes, ...rest } = crawlOf(written);
  const usual = usualCrawl(0);
  return {
    ...usual,
    ...common(rest, files),
    start: start === undefined ? usual.start : list(start),
    depth: depth ?? usual.depth,
    pages: pages ?? usual.pages,
    requests: requests ?? usual.requests,
    bytes: bytes ?? usual.bytes,
  };
};

export const openApiTraffic = (written: string | WrittenOpenApi, files: FileDigests): OpenApiTraffic => {
  const { spec, base, writes, validate, values, ...rest } = openApiOf(written);
  return {
    ...usualOpenApi(0),
    ...common(rest, files),
    ...(spec === undefined ? {} : { spec: spec.startsWith("/") ? { path: spec } : fileOf(spec, files) }),
    ...(base === undefined ? {} : { base }),
    ...(writes === undefined ? {} : { writes }),
    ...(validate === undefined ? {} : { validate }),
    ...(values === undefined ? {} : { values }),
  };
};

export const harTraffic = (written: string | WrittenHar, files: FileDigests): HarTraffic => {
  const { file, size, ...rest } = harOf(written);
  const recording = fileOf(file, files);
  return { ...usualHar(0, recording.file, recording.digest), ...common(rest, files), ...(size === undefined ? {} : { size }) };
};

const fileOf = (named: string, files: FileDigests): { readonly file: string; readonly digest: string } => ({
  file: resolve(dirname(files.file), named),
  digest: digestOf(files, named).digest ?? "",
});

const common = (
  { port, scheme, headers, auth, login, hosts, skip, allow, time }: Omit<WrittenCrawl, "start">,
  files: FileDigests,
): Partial<WebTraffic> => ({
  ...(port === undefined ? {} : { port }),
  ...(scheme === undefined ? {} : { scheme }),
  ...(headers === undefined ? {} : { headers: texts(headers) }),
  ...(auth === undefined ? {} : { auth: authOf(auth) }),
  ...(login === undefined ? {} : { login: login.map((step) => httpStep(step, files)) }),
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
