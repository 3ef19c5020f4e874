import type { Json } from "./spec-document.js";

export type Parameter = {
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly required: boolean;
  /** As written: may refer to other parts of the description. */
  readonly schema: unknown;
  /** As OpenAPI 3 calls it. */
  readonly style: string;
  readonly explode: boolean;
  readonly example?: unknown;
};

export type RequestBody = { readonly type: string; readonly required: boolean; readonly schema: unknown; readonly example?: unknown };

/** How an API key is sent. */
export type KeyPlace = { readonly in: "header" | "query" | "cookie"; readonly name: string };

/** One method of one path, as every version of OpenAPI means it. */
export type Operation = {
  readonly method: string;
  /** With the base path; `{name}` for parameters. */
  readonly path: string;
  /** Without the base path, as the description writes it. */
  readonly template: string;
  readonly parameters: readonly Parameter[];
  readonly body?: RequestBody;
  /** By status, class (`5XX`) or `default`: the schema of JSON answers, undefined when none is given. */
  readonly answers: Readonly<Record<string, Json | undefined>>;
  /** Where API keys of its security go. */
  readonly keys: readonly KeyPlace[];
  /** Its answer has no end. */
  readonly isStream: boolean;
};

export const labelOf = ({ method, template }: Operation): string => `${method} ${template}`;

export const isWrite = ({ method }: Operation): boolean => !["GET", "HEAD", "OPTIONS"].includes(method);
