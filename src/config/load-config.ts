import type { Config } from "../model/config.js";
import { StackSlimError } from "../model/errors.js";
import { configError, parseConfigText } from "./config-text.js";
import { consistencyProblems } from "./consistency-problems.js";
import type { Expressions } from "./expression-problems.js";
import { readFileDigests } from "./file-digests.js";
import { placesOf } from "./places.js";
import { schemaProblems } from "./schema-problems.js";
import { defaultConfig, toConfig } from "./to-config.js";
import type { WrittenConfig } from "./written-config.js";

export type ConfigReaders = {
  readonly readFile: (path: string) => Promise<string>;
  /** Of the content of the file at an absolute path; rejects, as readFile does, when it can't be read. */
  readonly digest: (path: string) => Promise<string>;
  readonly expressions: Expressions;
};

/**
 * stack-slim.yml at an absolute path, read and checked; without a path, or with an empty file, the defaults.
 * @throws StackSlimError (2): `config.unreadable`, `config.yaml`, `config.schema`. The last two list every problem, up to ten, as
 * `FILE:LINE:COLUMN: FIELD: expected …, found …`.
 */
export const loadConfig = async (path: string | undefined, { readFile, digest, expressions }: ConfigReaders): Promise<Config> => {
  if (path === undefined) return defaultConfig;
  const text = await readText(path, readFile);
  const parsed = parseConfigText(path, text);
  if (parsed.data === null || parsed.data === undefined) return { ...defaultConfig, file: path };
  const wrong = schemaProblems(parsed);
  if (wrong.length > 0) throw configError(path, wrong, "config.schema");
  const written = parsed.data as WrittenConfig;
  const inconsistent = consistencyProblems(written, parsed.locate, expressions);
  if (inconsistent.length > 0) throw configError(path, inconsistent, "config.schema");
  const { problems, ...files } = await readFileDigests(path, written, parsed.locate, digest);
  if (problems.length > 0) throw configError(path, problems, "config.schema");
  return { ...toConfig(written, files), places: placesOf(written, parsed.locate) };
};

const readText = async (path: string, readFile: (path: string) => Promise<string>): Promise<string> => {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new StackSlimError(`${path} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: "config.unreadable",
      exitCode: 2,
      hint: "Name the file with --config, or leave it out to use the defaults.",
      cause,
    });
  }
};
