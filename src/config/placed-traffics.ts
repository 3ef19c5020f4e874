import { placedProbes, type FieldPath } from "./placed-probes.js";
import type { WrittenConfig, WrittenProbe } from "./written-config.js";
import type { WrittenCrawl, WrittenHar, WrittenOpenApi, WrittenTraffics } from "./written-traffic.js";

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
  ...placedProbes(config).flatMap(({ path, probe }) => ofProbe(path, probe)),
];

export const ofProbe = (path: FieldPath, probe: WrittenProbe): readonly PlacedTraffic[] =>
  typeof probe === "string" ? [] : trafficsAt(path, probe as WrittenTraffics);
