import type { WrittenStoreProbe } from "./store-probe.js";

/** stack-slim.yml as it is written, once schema/config.schema.json has accepted it. */
export type WrittenConfig = {
  readonly version?: 1;
  readonly compose?: string | readonly string[];
  readonly policy?: "strict" | "balanced" | "safe";
  readonly image?: string;
  readonly services?: Readonly<Record<string, WrittenService>>;
  readonly checks?: readonly WrittenCheck[];
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
        readonly WrittenStep[] | { readonly port?: number; readonly scheme?: "http" | "https"; readonly steps: readonly WrittenStep[] };
    }
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
type Scalars = Readonly<Record<string, string | number | boolean>>;
type Status = number | string;

/** Exactly one of the methods is there, and at most one of json, form and body. */
export type WrittenStep = { readonly [method in WrittenMethod]?: string } & {
  readonly headers?: Scalars;
  readonly auth?: { readonly user: string; readonly password: string };
  readonly json?: unknown;
  readonly form?: Scalars;
  readonly body?: string;
  readonly expect?: {
    readonly status?: Status | readonly Status[];
    readonly type?: string;
    readonly headers?: Scalars;
    readonly text?: string | readonly string[];
    readonly json?: Readonly<Record<string, unknown>>;
    readonly bytes?: { readonly min?: number; readonly max?: number };
  };
  readonly extract?: Readonly<
    Record<string, string | { readonly json: string } | { readonly header: string } | { readonly regex: string }>
  >;
  readonly within?: string;
};

export type WrittenCheck = {
  readonly name: string;
  readonly use?: "training" | "held-out";
  readonly target?: string;
  readonly http?: readonly WrittenStep[];
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
