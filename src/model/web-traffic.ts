import type { HttpStep, Target } from "./config.js";

/** What the kinds of traffic that find their own requests have in common. Port 0: of a probe the service's likeliest HTTP port, of a check its target's. */
export type WebTraffic = {
  readonly port: number;
  readonly scheme: "http" | "https";
  /** Sent with every request; may use the variables of `login`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: WebAuth;
  /** Requests made first; their cookies stay. */
  readonly login: readonly HttpStep[];
  /** Hosts (with their port, when it is not the scheme's) that mean services of the stack. Port 0: the service's own first one. */
  readonly hosts: Readonly<Record<string, Target>>;
  /** What is not asked: paths, `*` stands for anything. */
  readonly skip: readonly string[];
  /** Whose failures don't count: paths, `*` stands for anything. */
  readonly allow: readonly string[];
  /** Bound of one run without its `login`, ms. */
  readonly timeMs: number;
};

/** `apiKey` is used only where an API description says how it is sent. */
export type WebAuth = {
  readonly basic?: { readonly user: string; readonly password: string };
  readonly bearer?: string;
  readonly apiKey?: string;
};

/** Follows links and assets from some paths on. */
export type CrawlTraffic = WebTraffic & {
  readonly kind: "crawl";
  readonly start: readonly string[];
  /** Links between a start and a page at most. */
  readonly depth: number;
  readonly pages: number;
  readonly requests: number;
  /** Of all bodies together. */
  readonly bytes: number;
};

/** Asks for every operation of an OpenAPI description. */
export type OpenApiTraffic = WebTraffic & {
  readonly kind: "openapi";
  /** A file (absolute), a path on the service, or neither: the usual paths are tried. */
  readonly spec?: { readonly file: string; readonly digest: string } | { readonly path: string };
  /** In place of the base path the description gives. */
  readonly base?: string;
  /** Whether POST, PUT, PATCH and DELETE are sent. */
  readonly writes: boolean;
  /** Whether an answer that isn't as described is a failure. */
  readonly validate: boolean;
  /** Values of parameters and of fields of bodies, by name. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
};

/** Replays a recording of a browser. */
export type HarTraffic = WebTraffic & {
  readonly kind: "har";
  /** Absolute. */
  readonly file: string;
  /** Of the file's content, so that a profile made with another recording is not taken for this one's. */
  readonly digest: string;
  /** How many times larger or smaller than recorded a body may be; absent: any size. */
  readonly size?: number;
};

export type OwnTraffic = CrawlTraffic | OpenApiTraffic | HarTraffic;

const common = { headers: {}, login: [], hosts: {}, skip: [], allow: [] } as const;

/** A crawl from `/` with the usual bounds. */
export const usualCrawl = (port: number, scheme: "http" | "https" = "http"): CrawlTraffic => ({
  kind: "crawl",
  port,
  scheme,
  ...common,
  start: ["/"],
  depth: 5,
  pages: 100,
  requests: 2_000,
  bytes: 64 * 1024 * 1024,
  timeMs: 30_000,
});

/** Every operation of the description that is at one of the usual paths. */
export const usualOpenApi = (port: number, scheme: "http" | "https" = "http"): OpenApiTraffic => ({
  kind: "openapi",
  port,
  scheme,
  ...common,
  writes: true,
  validate: false,
  values: {},
  timeMs: 60_000,
});

/** A recording, whatever the sizes of its answers. */
export const usualHar = (port: number, file: string, digest: string): HarTraffic => ({
  kind: "har",
  port,
  scheme: "http",
  ...common,
  file,
  digest,
  timeMs: 60_000,
});
