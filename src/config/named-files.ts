import { placedProbes, type FieldPath } from "./placed-probes.js";
import { stepLists } from "./step-lists.js";
import type { WrittenConfig, WrittenProbe, WrittenStep } from "./written-config.js";
import { placedTraffics, type PlacedTraffic } from "./placed-traffics.js";

/** A file as stack-slim.yml names it, and where. */
export type NamedFile = { readonly path: FieldPath; readonly file: string };

/** Files that steps and probes are made from: bodies, certificates, recordings, API descriptions. */
export const namedFiles = (config: WrittenConfig): readonly NamedFile[] => [
  ...stepLists(config).flatMap(({ steps }) => steps.flatMap(({ path, step }) => stepFiles(step).map(below(path)))),
  ...placedProbes(config).flatMap(({ path, probe }) => probeFiles(probe).map(below(path))),
  ...placedTraffics(config).flatMap(trafficFile),
];

const below =
  (path: FieldPath) =>
  (named: NamedFile): NamedFile => ({ ...named, path: [...path, ...named.path] });

const stepFiles = ({ file, multipart = {}, tls }: WrittenStep): readonly NamedFile[] => [
  ...(file === undefined ? [] : [{ path: ["file"], file }]),
  ...Object.entries(multipart).flatMap(([name, part]) =>
    typeof part === "object" ? [{ path: ["multipart", name, "file"], file: part.file }] : [],
  ),
  ...authority(["tls"], tls),
];

const probeFiles = (probe: WrittenProbe): readonly NamedFile[] => {
  if (typeof probe === "string") return [];
  return Object.entries(probe).flatMap(([kind, settings]: [string, unknown]) =>
    typeof settings === "object" && settings !== null && "tls" in settings ? authority([kind, "tls"], settings.tls) : [],
  );
};

const authority = (path: FieldPath, tls: unknown): readonly NamedFile[] =>
  typeof tls === "object" && tls !== null && "ca" in tls && typeof tls.ca === "string" ? [{ path: [...path, "ca"], file: tls.ca }] : [];

/** A description that begins with a slash is a path on the service. */
const trafficFile = ({ path, short, kind, traffic }: PlacedTraffic): readonly NamedFile[] => {
  const [field, file] = kind === "har" ? ["file", traffic.file] : kind === "openapi" ? ["spec", traffic.spec] : ["", undefined];
  if (file === undefined || (kind === "openapi" && file.startsWith("/"))) return [];
  return [{ path: short ? path : [...path, field], file }];
};
