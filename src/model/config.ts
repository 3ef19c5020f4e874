import type { ContinueAfter } from "./continue-after.js";
import type { TlsOptions, WebProbe } from "./web-probes.js";
import type { CrawlTraffic, HarTraffic, OpenApiTraffic } from "./web-traffic.js";
import type { StoreProbe } from "./store-probe.js";

/** stack-slim.yml, as parsed and checked. Shape: schema/config.schema.json. */
export type Policy = "strict" | "balanced" | "safe";

/** Whose volumes' content a boot begins with: that of external ones, or of those too that the compose file makes. */
export type CloneVolumes = "external" | "all";

export type Config = {
  /** Absolute path of stack-slim.yml; undefined when there is none. Command checks run in its folder. */
  readonly file?: string;
  /** Where in `file` a field stands, as `LINE:COLUMN`, by names such as `services.web` or `checks[0].target`: for what is found wrong later. */
  readonly places?: Readonly<Record<string, string>>;
  readonly compose?: readonly string[];
  readonly policy: Policy;
  /** Template of a slim image's name: `{name}`, `{tag}`, `{service}`, `{project}` are replaced. */
  readonly imageTemplate: string;
  /** How long a stack is watched at least after it started, and again after a restart, ms; default 5000. */
  readonly watchMs?: number;
  /** Absent: every volume begins empty. */
  readonly cloneVolumes?: CloneVolumes;
  /** Bytes on the disk that one copy of what the stack may write to takes at most, for each boot anew: a bind mount's or a volume's. */
  readonly mostCopyBytes?: number;
  readonly services: Readonly<Record<string, ServiceConfig>>;
  readonly checks: readonly Check[];
  /** Absent: the file says nothing of it. */
  readonly continueAfter?: readonly ContinueAfter[];
};

export type ServiceConfig = {
  readonly slim?: boolean;
  readonly why?: string;
  readonly policy?: Policy;
  readonly keep?: readonly string[];
  readonly drop?: readonly string[];
  /** Names of catalogue probes, or inline probes. */
  readonly probe?: readonly (string | Probe)[];
};

export type CheckUse = "training" | "held-out";

/** An end-to-end assertion on the running stack. The parts present run in this order: http, probes, crawl, openapi, har, command, container, logs. */
export type Check = {
  readonly name: string;
  readonly use: CheckUse;
  /** Service and container port that relative paths and BASE_URL go to; default: the first published port. */
  readonly target?: Target;
  readonly http?: readonly HttpStep[];
  /** Probes of the target, each tried once; port 0 stands for the target's. None of kind exec or lifecycle: a check has no container of its own. */
  readonly probes?: readonly Probe[];
  readonly crawl?: CrawlTraffic;
  readonly openapi?: OpenApiTraffic;
  readonly har?: HarTraffic;
  /** A shell command line, run in the folder of the config file; exit 0 passes. */
  readonly command?: string;
  readonly container?: CheckContainer;
  /** Bound of the whole check, ms; default 60,000. */
  readonly timeoutMs?: number;
  readonly logs?: readonly LogExpectation[];
};

/** A container that runs to its end on the stack's networks; exit 0 passes. Exactly one of `image` and `service` is there. */
export type CheckContainer = {
  readonly image?: string;
  /** Of the compose file: its original image with its command, environment and bind mounts. */
  readonly service?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder or file, relative to the config file → where the container reads it. */
  readonly mounts?: Readonly<Record<string, string>>;
};

/** Port 0: the service's first published port, else its first port. */
export type Target = { readonly service: string; readonly port: number };
export type LogExpectation = { readonly service: string; readonly match: string; readonly withinMs: number };

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS";

export type HttpStep = {
  readonly method: HttpMethod;
  /** A path on the target, or a whole URL `http://SERVICE:PORT/…` of another service of the stack. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: { readonly user: string; readonly password: string };
  readonly body?: HttpBody;
  /** Virtual host: sent as Host, and as the server's name in TLS. */
  readonly host?: string;
  /** HTTP/2 and nothing else: agreed on in TLS, or without TLS spoken from the first byte. */
  readonly http2?: boolean;
  readonly tls?: TlsOptions;
  /** At most so many redirects are followed; default 5. */
  readonly redirects?: number;
  readonly expect: HttpExpectation;
  readonly extract: Readonly<Record<string, Extraction>>;
  /** Repeat until `expect` holds, up to this long; absent: once. */
  readonly withinMs?: number;
};

/** Files are named relative to the folder of the config file. */
export type HttpBody =
  | { readonly json: unknown }
  | { readonly form: Readonly<Record<string, string>> }
  | { readonly text: string }
  | NamedFile
  | { readonly multipart: Readonly<Record<string, MultipartPart>> };

/** Text, or a file under the name and media type that are sent with it. */
export type MultipartPart = string | (NamedFile & { readonly name?: string; readonly type?: string });

/** Relative to the folder of the config file. `digest`: of its content, so that what was seen with another is not taken for this one's. */
export type NamedFile = { readonly file: string; readonly digest?: string };

export type HttpExpectation = {
  /** Accepted statuses: numbers, or classes such as "2xx". Default for checks and probes: ["2xx", "3xx"]. */
  readonly status: readonly (number | string)[];
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: readonly string[];
  readonly json?: Readonly<Record<string, unknown>>;
  readonly bytes?: { readonly min?: number; readonly max?: number };
  readonly image?: ImageExpectation;
};

export type ImageFormat = "png" | "jpeg" | "gif" | "webp";

/** The body decodes to the last pixel, as this format and in this size where they are named. */
export type ImageExpectation = { readonly format?: ImageFormat; readonly width?: number; readonly height?: number };

/** `css`: the attribute of the first element that the selector finds, else its text. */
export type Extraction =
  | { readonly from: "json" | "header" | "regex"; readonly expression: string }
  | { readonly from: "css"; readonly expression: string; readonly attribute?: string };

/** One thing a probe does to its own service; a driver in src/probe runs each kind. Ports are container ports; 0 stands for the service's first one. */
export type Probe =
  | WebProbe
  | { readonly kind: "http"; readonly port: number; readonly scheme: "http" | "https"; readonly steps: readonly HttpStep[] }
  | CrawlTraffic
  | OpenApiTraffic
  | HarTraffic
  | { readonly kind: "tcp"; readonly port: number }
  | { readonly kind: "exec"; readonly command: readonly string[] }
  | { readonly kind: "command"; readonly command: string }
  | {
      readonly kind: "sql";
      readonly dialect: "postgres" | "mysql";
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
      readonly tls?: boolean;
    }
  | StoreProbe;
