import type { Scalars, WrittenStep } from "./written-config.js";

export type WrittenTls = { readonly verify?: boolean; readonly ca?: string; readonly servername?: string };

type WrittenPlace<Scheme extends string> = {
  readonly port?: number;
  readonly scheme?: Scheme;
  readonly path?: string;
  readonly headers?: Scalars;
  readonly auth?: { readonly user: string; readonly password: string };
  readonly host?: string;
  readonly tls?: WrittenTls;
};

export type WrittenMessage =
  { readonly send: string } | { readonly json: unknown } | { readonly expect: string | Readonly<Record<string, unknown>> };

export type WrittenWebsocket = WrittenPlace<"ws" | "wss"> & {
  readonly subprotocols?: string | readonly string[];
  readonly messages?: readonly WrittenMessage[];
  readonly within?: string;
};

export type WrittenSse = WrittenPlace<"http" | "https"> & {
  readonly events?: number;
  readonly event?: string;
  readonly data?: string;
  readonly within?: string;
};

export type WrittenGraphql = WrittenPlace<"http" | "https"> & { readonly fields?: "none" | "tried" | "required" };

export type WrittenGrpc = {
  readonly port?: number;
  readonly tls?: boolean | WrittenTls;
  readonly metadata?: Scalars;
  readonly service?: string;
  readonly lists?: string | readonly string[];
  readonly calls?: readonly { readonly method: string; readonly json?: unknown; readonly expect?: Readonly<Record<string, unknown>> }[];
};

export type WrittenFastcgi =
  readonly WrittenStep[] | { readonly port?: number; readonly root?: string; readonly steps: readonly WrittenStep[] };

/** A map of one of these kinds. */
export type WrittenWebProbe =
  | { readonly websocket: WrittenWebsocket }
  | { readonly sse: WrittenSse }
  | { readonly graphql: WrittenGraphql }
  | { readonly grpc: WrittenGrpc }
  | { readonly fastcgi: WrittenFastcgi };
