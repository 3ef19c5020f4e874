import { dirname, resolve } from "node:path";
import type { ConfigText, Problem } from "./config-text.js";
import { namedFiles } from "./named-files.js";
import { fieldPath } from "./schema-problems.js";
import type { WrittenConfig } from "./written-config.js";

/** What files are relative to, and their digests by absolute path. */
export type FileDigests = { readonly file: string; readonly digests: ReadonlyMap<string, string> };

/** The digest of a file as it is named; absent: it was not read. */
export const digestOf = ({ file, digests }: FileDigests, named: string): { readonly digest?: string } => {
  const digest = digests.get(resolve(dirname(file), named));
  return digest === undefined ? {} : { digest };
};

/**
 * Digests of the files that steps and probes are made from, so that what was seen with other contents is not taken for these ones', and which
 * of them can't be read: a boot would be lost on each. `digest` is given an absolute path and rejects when it can't be read.
 */
export const readFileDigests = async (
  file: string,
  config: WrittenConfig,
  locate: ConfigText["locate"],
  digest: (path: string) => Promise<string>,
): Promise<FileDigests & { readonly problems: readonly Problem[] }> => {
  const digests = new Map<string, string>();
  const problems: Problem[] = [];
  for (const named of namedFiles(config)) {
    const absolute = resolve(dirname(file), named.file);
    if (digests.has(absolute)) continue;
    try {
      digests.set(absolute, await digest(absolute));
    } catch (error) {
      const steps = named.path.map(String);
      problems.push({ ...locate(steps, "value"), message: `${fieldPath(steps)}${whyNot(named.file, error)}` });
    }
  }
  return { file, digests, problems };
};

const whyNot = (file: string, error: unknown): string =>
  error instanceof Error && "code" in error && error.code === "ENOENT"
    ? `there is no file ${file} beside this one`
    : `${file} can't be read: ${error instanceof Error ? error.message : String(error)}`;
