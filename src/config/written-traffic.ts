import type { WrittenConfig, WrittenProbe, WrittenStep } from "./written-config.js";

/** Keys and indexes that lead to a field of the file. */
type FieldPath = readonly (string | number)[];

type Scalars = Readonly<Record<string, string | number | boolean>>;

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

/** One crawl, openapi or har of the file, and where it stands. `short`: it was written as its most telling field alone. */
export type PlacedTraffic = { readonly path: FieldPath; readonly short: boolean } & (
  | { readonly kind: "crawl"; readonly traffic: WrittenCrawl }
  | { readonly kind: "openapi"; readonly traffic: WrittenOpenApi }
  | { readonly kind: "har"; readonly traffic: WrittenHar }
);

export const crawlOf = (written: string | WrittenCrawl): WrittenCrawl => (typeof written === "string" ? { start: written } : written);
export const openApiOf = (written: string | WrittenOpenApi): WrittenOpenApi => (typeof written === "string" ? { spec: written } : written);
export const harOf = (written: string | WrittenHar): WrittenHar => (typeof written === "string" ? { file: written } : written);

/** Those of one check or probe, in the order in which they run. */
export const trafficsAt = (path: FieldPath, { crawl, openapi, har }: WrittenTraffics): readonly PlacedTraffic[] => [
  ...(crawl === undefined
    ? []
    : [{ path: [...path, "crawl"], short: typeof crawl === "string", kind: "crawl" as const, traffic: crawlOf(crawl) }]),
  ...(openapi === undefined
    ? []
    : [{ path: [...path, "openapi"], short: typeof openapi === "string", kind: "openapi" as const, traffic: openApiOf(openapi) }]),
  ...(har === undefined ? [] : [{ path: [...path, "har"], short: typeof har === "string", kind: "har" as const, traffic: harOf(har) }]),
];

/** Those of the whole file. */
export const placedTraffics = (config: WrittenConfig): readonly PlacedTraffic[] => [
  ...(config.checks ?? []).flatMap((check, index) => trafficsAt(["checks", index], check)),
  ...Object.entries(config.services ?? {}).flatMap(([name, { probe }]) => {
    if (probe === undefined) return [];
    const base = ["services", name, "probe"];
    return isList(probe) ? probe.flatMap((one, index) => ofProbe([...base, index], one)) : ofProbe(base, probe);
  }),
];

export const ofProbe = (path: FieldPath, probe: WrittenProbe): readonly PlacedTraffic[] =>
  typeof probe === "string" ? [] : trafficsAt(path, probe as WrittenTraffics);

const isList = (probe: WrittenProbe | readonly WrittenProbe[]): probe is readonly WrittenProbe[] => Array.isArray(probe);
