import type { WrittenTls, WrittenWebProbe } from "./written-web-probe.js";
import type { WrittenCrawl, WrittenHar, WrittenOpenApi, WrittenTraffics } from "./written-traffic.js";
import type { WrittenStoreProbe } from "./store-probe.js";

/** stack-slim.yml as it is written, once schema/config.schema.json has accepted it. */
export type WrittenConfig = {
  readonly version?: 1;
  readonly compose?: string | readonly string[];
  readonly policy?: "strict" | "balanced" | "safe";
  readonly image?: string;
  readonly watch?: string;
  readonly cloneVolumes?: "external" | "all";
  readonly mostCopyBytes?: number;
  readonly services?: Readonly<Record<string, WrittenService>>;
  readonly checks?: readonly WrittenCheck[];
  readonly continueAfter?: string | number | readonly (string | number)[];
};

export type WrittenService = {
  readonly slim?: boolean;
  readonly why?: string;
  readonly policy?: "strict" | "balanced" | "safe";
  readonly keep?: readonly string[];
  readonly drop?: readonly string[];
  readonly probe?: WrittenProbe | readonly WrittenProbe[];
};

/** The name of a catalogue probe, or a map of one kind. */
export type WrittenProbe =
  | string
  | {
      readonly http:
        | readonly WrittenStep[]
        | ({ readonly port?: number; readonly scheme?: "http" | "https"; readonly steps: readonly WrittenStep[] } & WrittenConnection);
    }
  | WrittenWebProbe
  | { readonly crawl: string | WrittenCrawl }
  | { readonly openapi: string | WrittenOpenApi }
  | { readonly har: string | WrittenHar }
  | { readonly tcp: number }
  | { readonly exec: string | readonly string[] }
  | { readonly command: string }
  | {
      readonly sql: {
        readonly dialect: "postgres" | "mysql";
        readonly port?: number;
        readonly user?: string;
        readonly password?: string;
        readonly database?: string;
        readonly tls?: boolean;
      };
    }
  | WrittenStoreProbe;

export type WrittenMethod = "get" | "post" | "put" | "patch" | "delete" | "head" | "options";
export type Scalars = Readonly<Record<string, string | number | boolean>>;
type Status = number | string;

/** How a server is talked to; that of an HTTP probe is for all steps that have none of their own. */
export type WrittenConnection = { readonly host?: string; readonly http2?: boolean; readonly tls?: WrittenTls };

/** Exactly one of the methods is there, and at most one of json, form, body, file and multipart. */
export type WrittenStep = { readonly [method in WrittenMethod]?: string } & WrittenConnection & {
    readonly headers?: Scalars;
    readonly auth?: { readonly user: string; readonly password: string };
    readonly json?: unknown;
    readonly form?: Scalars;
    readonly body?: string;
    readonly file?: string;
    readonly multipart?: Readonly<
      Record<string, string | number | boolean | { readonly file: string; readonly name?: string; readonly type?: string }>
    >;
    readonly redirects?: number;
    readonly expect?: {
      readonly status?: Status | readonly Status[];
      readonly type?: string;
      readonly headers?: Scalars;
      readonly text?: string | readonly string[];
      readonly json?: Readonly<Record<string, unknown>>;
      readonly bytes?: { readonly min?: number; readonly max?: number };
      readonly image?: true | { readonly format?: "png" | "jpeg" | "gif" | "webp"; readonly width?: number; readonly height?: number };
    };
    readonly extract?: Readonly<
      Record<
        string,
        | string
        | { readonly json: string }
        | { readonly header: string }
        | { readonly regex: string }
        | { readonly css: string; readonly attribute?: string }
      >
    >;
    readonly within?: string;
  };

export type WrittenCheck = WrittenTraffics & {
  readonly name: string;
  readonly use?: "training" | "held-out";
  readonly target?: string;
  readonly http?: readonly WrittenStep[];
  readonly probes?: readonly Exclude<WrittenProbe, string>[];
  readonly command?: string;
  readonly container?: {
    readonly image?: string;
    readonly service?: string;
    readonly command?: string | readonly string[];
    readonly environment?: Scalars;
    readonly mounts?: Readonly<Record<string, string>>;
  };
  readonly logs?: readonly { readonly service: string; readonly match: string; readonly within?: string }[];
  readonly timeout?: string;
};
