import type { HttpStep } from "./config.js";

/**
 * How a server's certificate is looked at. Without `verify` any is taken: a stack's own authority is nobody else's. `ca` is a PEM file,
 * relative to the folder of the config file, `caDigest` of its content. `servername`: the name asked for and looked for in the certificate; default: the virtual
 * host, else, when it is verified, the service's name.
 */
export type TlsOptions = { readonly verify: boolean; readonly ca?: string; readonly caDigest?: string; readonly servername?: string };

/** Where a protocol that begins as one HTTP request is spoken. */
export type WebPlace = {
  readonly port: number;
  readonly scheme: "http" | "https";
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: { readonly user: string; readonly password: string };
  readonly host?: string;
  readonly tls?: TlsOptions;
};

/** Messages are sent and awaited in the order written; what comes between two awaited ones is passed over. */
export type WebsocketMessage =
  | { readonly send: string }
  | { readonly sendJson: unknown }
  /** Text, or a `/regular expression/`. */
  | { readonly expect: string }
  /** JSON path → value or operators, as in HttpExpectation. */
  | { readonly expectJson: Readonly<Record<string, unknown>> };

export type GrpcCall = {
  /** `package.Service/Method`; its types are asked of the server's reflection. */
  readonly method: string;
  readonly json: unknown;
  /** JSON path → value or operators. */
  readonly expect?: Readonly<Record<string, unknown>>;
};

/** Kinds of probe besides plain requests that web servers and RPC servers answer. `withinMs` bounds one attempt. */
export type WebProbe =
  | ({
      readonly kind: "websocket";
      readonly subprotocols: readonly string[];
      readonly messages: readonly WebsocketMessage[];
      readonly withinMs: number;
    } & WebPlace)
  | ({
      readonly kind: "sse";
      /** So many matching events are awaited. */
      readonly events: number;
      /** The `event:` field; default: any. */
      readonly event?: string;
      /** Text, or a `/regular expression/`, that must occur in `data:`. */
      readonly data?: string;
      readonly withinMs: number;
    } & WebPlace)
  | ({
      readonly kind: "graphql";
      /** Root query fields that need no arguments: none is asked for, each is tried, or each must answer without errors. */
      readonly fields: "none" | "tried" | "required";
    } & WebPlace)
  | {
      readonly kind: "grpc";
      readonly port: number;
      /** TLS, when it is there. */
      readonly tls?: TlsOptions;
      readonly metadata: Readonly<Record<string, string>>;
      /** Whose health is asked; empty: the whole server's. */
      readonly service: string;
      /** What reflection must list. */
      readonly lists: readonly string[];
      readonly calls: readonly GrpcCall[];
    }
  | {
      readonly kind: "fastcgi";
      readonly port: number;
      /** Folder of the scripts, in the container. */
      readonly root: string;
      readonly steps: readonly HttpStep[];
    };
