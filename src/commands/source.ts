import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, dirname, resolve } from "node:path";
import { loadConfig, type Expressions } from "../config/index.js";
import type { Config, Policy } from "../model/config.js";
import type { StackSource } from "../model/stack.js";
import { checkedSelector } from "../probe/html.js";
import { parseJsonPath } from "../probe/json-path.js";
import { fill } from "../probe/template.js";
import { parseBareRegex, parseTextPattern } from "../probe/text-pattern.js";
import { findComposeFiles } from "../stack/find-compose-files.js";
import { besideOrAbove, isThere, needFile, needFolder } from "./paths.js";

export type FileFlags = { readonly file?: readonly string[] };

export type SourceFlags = FileFlags & {
  readonly profile?: readonly string[];
  readonly envFile?: readonly string[];
  readonly projectName?: string;
  readonly projectDirectory?: string;
  readonly config?: string;
  readonly policy?: Policy;
};

export const configName = "stack-slim.yml";

/** The files that COMPOSE_FILE names, as compose itself reads them when none is given. Source: Docker docs, "Pre-defined environment variables". */
const composeFileVariable = ({ COMPOSE_FILE = "", COMPOSE_PATH_SEPARATOR }: NodeJS.ProcessEnv): readonly string[] =>
  COMPOSE_FILE.split(COMPOSE_PATH_SEPARATOR || delimiter).filter((file) => file !== "");

/** The stack and the configuration that the command line names; without the configuration's file, as if there were none. @throws StackSlimError exit 2 when a file isn't there or is wrong. */
export async function findSource(
  positional: readonly string[],
  flags: SourceFlags,
  { ignoreConfig = false }: { readonly ignoreConfig?: boolean } = {},
): Promise<{ source: StackSource; config: Config }> {
  const given = [...positional, ...(flags.file ?? [])];
  const named = (given.length > 0 ? given : composeFileVariable(process.env)).map((file) => resolve(file));
  for (const file of named) await needFile("compose file", file);
  if (flags.config !== undefined) await needFile("config file", resolve(flags.config));
  const folder = named[0] === undefined ? await projectFolder(process.cwd()) : dirname(named[0]);
  const config = await readConfig(
    ignoreConfig ? undefined : flags.config === undefined ? resolve(folder, configName) : resolve(flags.config),
  );
  const files = named.length > 0 ? named : (config.compose ?? (await findComposeFiles(folder)));
  if (named.length === 0) for (const file of config.compose ?? []) await needFile("compose file", file, config.file);
  const envFiles = (flags.envFile ?? []).map((file) => resolve(file));
  for (const file of envFiles) await needFile("env file", file);
  if (flags.projectDirectory !== undefined) await needFolder("project directory", resolve(flags.projectDirectory));
  const source: StackSource = {
    files,
    projectDirectory: resolve(flags.projectDirectory ?? dirname(files[0] ?? folder)),
    profiles: flags.profile ?? [],
    envFiles,
    ...(flags.projectName === undefined ? {} : { projectName: flags.projectName }),
  };
  return { source, config: flags.policy === undefined ? config : { ...config, policy: flags.policy } };
}

/** The folder that holds the workspace: the first compose file's. */
export const workspaceParent = ({ files, projectDirectory }: StackSource): string =>
  files[0] === undefined ? projectDirectory : dirname(files[0]);

/** The closest folder, from here upwards, that has a stack-slim.yml or a compose file: a command works the same in a subfolder of the project. */
async function projectFolder(start: string): Promise<string> {
  const configured = await besideOrAbove(start, configName);
  const composed = await findComposeFiles(start).then(
    ([file = start]) => dirname(file),
    (error: unknown) => {
      if (configured === undefined) throw error;
      return undefined;
    },
  );
  // Both are this folder or above it, so the longer path is the closer one.
  return configured !== undefined && configured.length >= (composed?.length ?? 0) ? configured : (composed ?? start);
}

const expressions: Expressions = {
  jsonPath: parseJsonPath,
  pattern: parseTextPattern,
  regex: parseBareRegex,
  css: checkedSelector,
  fill: (written, known) => fill(written, new Map(known.map((name) => [name, "x"]))),
};

/** Of its content, however long it is. */
const fileDigest = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
};

const readConfig = async (path: string | undefined): Promise<Config> => {
  const existing = path !== undefined && (await isThere(path)) ? path : undefined;
  return loadConfig(existing, { readFile: (file) => readFile(file, "utf8"), digest: fileDigest, expressions });
};
