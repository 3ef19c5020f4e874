import type { RequestListener } from "node:http";
import type { CrawlTraffic, HarTraffic, OpenApiTraffic } from "../../../../src/model/web-traffic.js";
import type { TrafficContext } from "../../../../src/probe/web/traffic-run.js";
import { endpoints } from "../servers.js";

const common = { port: 80, scheme: "http", headers: {}, login: [], hosts: {}, skip: [], allow: [], timeMs: 20_000 } as const;

export const crawlOf = (rest: Partial<CrawlTraffic> = {}): CrawlTraffic => ({
  kind: "crawl",
  ...common,
  start: ["/"],
  depth: 5,
  pages: 100,
  requests: 1000,
  bytes: 10_000_000,
  ...rest,
});

export const openApiOf = (rest: Partial<OpenApiTraffic> = {}): OpenApiTraffic => ({
  kind: "openapi",
  ...common,
  writes: true,
  validate: false,
  values: {},
  ...rest,
});

export const harOf = (file: string, rest: Partial<HarTraffic> = {}): HarTraffic => ({ kind: "har", ...common, file, digest: "", ...rest });

/** The service `web`, port 80, behind this port; `more`: others. */
export const contextOn = (port: number, more: Readonly<Record<string, readonly [number, number]>> = {}): TrafficContext => ({
  target: { service: "web", port: 80 },
  endpoints: endpoints({ web: [80, port], ...more }),
  signal: new AbortController().signal,
  cwd: "/",
  log: () => undefined,
});

export type Page = {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
};

/** Serves these paths (with their query) and 404 elsewhere; `asked` = paths in the order they were asked for. */
export const site =
  (pages: Readonly<Record<string, Page | string>>, asked: string[] = []): RequestListener =>
  (request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const page = pages[path];
    const {
      status = 200,
      type = "text/html",
      body = "",
      headers = {},
    } = typeof page === "string" ? { body: page } : (page ?? { status: 404 });
    response.writeHead(status, { "content-type": type, ...headers }).end(body);
  };
