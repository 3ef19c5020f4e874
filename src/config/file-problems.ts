import type { ConfigText, Problem } from "./config-text.js";
import { fieldPath } from "./schema-problems.js";
import { placedProbes, stepLists, type FieldPath } from "./step-lists.js";
import type { WrittenConfig, WrittenProbe, WrittenStep } from "./written-config.js";

type NamedFile = { readonly path: FieldPath; readonly file: string };

/** Files that steps and probes name and that aren't there: a boot would be lost on each. `isThere` is given paths as written. */
export const fileProblems = async (
  config: WrittenConfig,
  locate: ConfigText["locate"],
  isThere: (path: string) => Promise<boolean>,
): Promise<readonly Problem[]> => {
  const named = namedFiles(config);
  const found = await Promise.all(named.map(({ file }) => isThere(file)));
  return named
    .filter((_, index) => found[index] !== true)
    .map(({ path, file }) => {
      const steps = path.map(String);
      return { ...locate(steps, "value"), message: `${fieldPath(steps)}there is no file ${file} beside this one` };
    });
};

const namedFiles = (config: WrittenConfig): readonly NamedFile[] => [
  ...stepLists(config).flatMap(({ steps }) =>
    steps.flatMap(({ path, step }) => stepFiles(step).map((named) => ({ ...named, path: [...path, ...named.path] }))),
  ),
  ...placedProbes(config).flatMap(({ path, probe }) => probeFiles(probe).map((named) => ({ ...named, path: [...path, ...named.path] }))),
];

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
