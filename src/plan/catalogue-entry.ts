import type { StoreTemplate } from "./store-template.js";

/** One file of probes/: a kind of service, the signs it is known by and what to do to it. Shape: schema/probe.schema.json. */
export type CatalogueEntry = {
  readonly name: string;
  readonly title: string;
  readonly match: CatalogueMatch;
  readonly port: PortTemplate;
  readonly use: readonly Alternative[];
};

export type CatalogueMatch = {
  readonly images?: readonly string[];
  readonly programs?: readonly string[];
  readonly healthcheck?: readonly string[];
  readonly environment?: readonly string[];
  readonly hints?: readonly string[];
  readonly unless?: readonly string[];
  readonly ports?: readonly number[];
  readonly labels?: readonly string[];
  readonly over?: readonly string[];
};

/** Used when everything it needs is there: variables (`NAME`, `NAME=value`) or options of the command (`--requirepass`). */
export type Alternative = { readonly needs?: readonly string[]; readonly note?: string; readonly probe: readonly ProbeTemplate[] };

/** A number, or a text with `${NAME:-otherwise}` in it. */
export type PortTemplate = number | string;

export type ProbeTemplate = { readonly whenPort?: number } & (
  | { readonly http: { readonly port?: PortTemplate; readonly scheme?: "http" | "https"; readonly steps: readonly StepTemplate[] } }
  | { readonly crawl: TrafficTemplate & { readonly start?: readonly string[] } }
  | { readonly openapi: TrafficTemplate & { readonly spec?: string; readonly writes?: boolean } }
  | { readonly tcp: { readonly port?: PortTemplate } }
  | { readonly exec: readonly string[] }
  | { readonly sql: SqlTemplate }
  | WebTemplate
  | StoreTemplate
);

/** Kinds that fill-web-probe.ts fills in. */
export type WebTemplate =
  | { readonly websocket: WebPlaceTemplate }
  | { readonly sse: WebPlaceTemplate }
  | { readonly graphql: WebPlaceTemplate }
  | { readonly grpc: { readonly port?: PortTemplate; readonly tls?: boolean; readonly metadata?: Readonly<Record<string, string>> } }
  | { readonly fastcgi: { readonly port?: PortTemplate; readonly root?: string; readonly steps: readonly StepTemplate[] } };

export type WebPlaceTemplate = {
  readonly port?: PortTemplate;
  readonly scheme?: "http" | "https";
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What a crawl and an OpenAPI description take from a template. */
export type TrafficTemplate = {
  readonly port?: PortTemplate;
  readonly scheme?: "http" | "https";
  readonly skip?: readonly string[];
  readonly allow?: readonly string[];
};

export type SqlTemplate = {
  readonly dialect: "postgres" | "mysql";
  readonly port?: PortTemplate;
  readonly user: string;
  readonly password: string;
  readonly database: string;
};

export type StepTemplate = {
  readonly get: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly auth?: { readonly user: string; readonly password: string };
  readonly status?: readonly (number | string)[];
  readonly text?: readonly string[];
};
