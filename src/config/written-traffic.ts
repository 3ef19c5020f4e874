import type { Scalars, WrittenStep } from "./written-config.js";

type WrittenTraffic = {
  readonly port?: number;
  readonly scheme?: "http" | "https";
  readonly headers?: Scalars;
  readonly auth?: { readonly user?: string; readonly password?: string; readonly bearer?: string; readonly apiKey?: string };
  readonly login?: readonly WrittenStep[];
  readonly hosts?: Readonly<Record<string, string>>;
  readonly skip?: string | readonly string[];
  readonly allow?: string | readonly string[];
  readonly time?: string;
};

export type WrittenCrawl = WrittenTraffic & {
  readonly start?: string | readonly string[];
  readonly depth?: number;
  readonly pages?: number;
  readonly requests?: number;
  readonly bytes?: number;
};

/** `spec`: a path on the service when it begins with a slash, else a file. */
export type WrittenOpenApi = WrittenTraffic & {
  readonly spec?: string;
  readonly base?: string;
  readonly writes?: boolean;
  readonly validate?: boolean;
  readonly values?: Scalars;
};

export type WrittenHar = WrittenTraffic & { readonly file: string; readonly size?: number };

/** Each may be a map or its most telling field alone. */
export type WrittenTraffics = {
  readonly crawl?: string | WrittenCrawl;
  readonly openapi?: string | WrittenOpenApi;
  readonly har?: string | WrittenHar;
};
