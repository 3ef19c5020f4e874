import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { loadConfig, type Expressions } from "../config/index.js";
import type { Config } from "../model/config.js";
import type { StackSource } from "../model/stack.js";
import { checkedSelector } from "../probe/html.js";
import { parseJsonPath } from "../probe/json-path.js";
import { fill } from "../probe/template.js";
import { parseBareRegex, parseTextPattern } from "../probe/text-pattern.js";
import { findComposeFiles } from "../stack/find-compose-files.js";
import { besideOrAbove, isThere, needFile, needFolder } from "./paths.js";
import type { StackOptions } from "./stack-options.js";

export const configName = "stack-slim.yml";

/** The files that COMPOSE_FILE names, as compose itself reads them when none is given. Source: Docker docs, "Pre-defined environment variables". */
const composeFileVariable = ({ COMPOSE_FILE = "", COMPOSE_PATH_SEPARATOR }: NodeJS.ProcessEnv): readonly string[] =>
  COMPOSE_FILE.split(COMPOSE_PATH_SEPARATOR || delimiter).filter((file) => file !== "");

/** A stack and its configuration, every path absolute. */
export type FoundStack = { readonly source: StackSource; readonly config: Config };

/** The stack and the configuration that the options name. @throws StackSlimError exit 2 when a file isn't there or is wrong. */
export async function findStack(options: StackOptions): Promise<FoundStack> {
  const { composeFiles = [], profiles = [], projectName, policy } = options;
  const cwd = resolve(options.cwd ?? "");
  const absolute = (path: string): string => resolve(cwd, path);
  const named = (composeFiles.length > 0 ? composeFiles : composeFileVariable(process.env)).map(absolute);
  for (const file of named) await needFile("compose file", file);
  if (typeof options.config === "string") await needFile("config file", absolute(options.config));
  const folder = named[0] === undefined ? await projectFolder(cwd) : dirname(named[0]);
  const config = await readConfig(typeof options.config === "string" ? absolute(options.config) : options.config, folder);
  const files = named.length > 0 ? named : (config.compose ?? (await findComposeFiles(folder)));
  if (named.length === 0) for (const file of config.compose ?? []) await needFile("compose file", file, config.file);
  const envFiles = (options.envFiles ?? []).map(absolute);
  for (const file of envFiles) await needFile("env file", file);
  const projectDirectory = options.projectDirectory === undefined ? undefined : absolute(options.projectDirectory);
  if (projectDirectory !== undefined) await needFolder("project directory", projectDirectory);
  const source: StackSource = {
    files,
    projectDirectory: projectDirectory ?? resolve(dirname(files[0] ?? folder)),
    profiles,
    envFiles,
    ...(projectName === undefined ? {} : { projectName }),
  };
  return { source, config: policy === undefined ? config : { ...config, policy } };
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

/** An object goes the way of a file, so that it is checked as one; what is wrong with it is told with its place in its JSON. */
const readConfig = async (config: StackOptions["config"], folder: string): Promise<Config> => {
  const readers = { readFile: (file: string) => readFile(file, "utf8"), digest: fileDigest, expressions };
  if (typeof config === "object")
    return loadConfig(join(folder, "options.config"), { ...readers, readFile: () => Promise.resolve(JSON.stringify(config, null, 2)) });
  const path = config === false ? undefined : (config ?? join(folder, configName));
  return loadConfig(path !== undefined && (await isThere(path)) ? path : undefined, readers);
};
