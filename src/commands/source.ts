import { access } from "node:fs/promises";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { loadConfig } from "../config/index.js";
import type { Config, Policy } from "../model/config.js";
import { StackSlimError } from "../model/errors.js";
import type { StackSource } from "../model/stack.js";
import { findComposeFiles } from "../stack/find-compose-files.js";

export type SourceFlags = {
  readonly file?: readonly string[];
  readonly profile?: readonly string[];
  readonly envFile?: readonly string[];
  readonly projectName?: string;
  readonly projectDirectory?: string;
  readonly config?: string;
  readonly policy?: Policy;
};

/** The stack and the configuration that the command line names. @throws StackSlimError exit 2 when a file isn't there or is wrong. */
export async function findSource(positional: readonly string[], flags: SourceFlags): Promise<{ source: StackSource; config: Config }> {
  const named = [...positional, ...(flags.file ?? [])].map((file) => resolve(file));
  const configNamed = flags.config === undefined ? undefined : resolve(flags.config);
  const folder = named[0] === undefined ? process.cwd() : dirname(named[0]);
  const config = await readConfig(configNamed ?? (await present(join(folder, "stack-slim.yml"))), configNamed !== undefined);
  const files = named.length > 0 ? named : (config.compose ?? (await findComposeFiles(process.cwd())));
  for (const file of files) if ((await present(file)) === undefined) throw absent("compose file", file);
  const source: StackSource = {
    files,
    projectDirectory: resolve(flags.projectDirectory ?? dirname(files[0] ?? process.cwd())),
    profiles: flags.profile ?? [],
    envFiles: (flags.envFile ?? []).map((file) => resolve(file)),
    ...(flags.projectName === undefined ? {} : { projectName: flags.projectName }),
  };
  return { source, config: flags.policy === undefined ? config : { ...config, policy: flags.policy } };
}

async function readConfig(path: string | undefined, named: boolean): Promise<Config> {
  if (named && path !== undefined && (await present(path)) === undefined) throw absent("config file", path);
  return loadConfig(path, (file) => readFile(file, "utf8"));
}

const present = (path: string): Promise<string | undefined> =>
  access(path).then(
    () => path,
    () => undefined,
  );

const absent = (what: string, path: string): StackSlimError =>
  new StackSlimError(`There is no ${what} ${path}.`, { code: "usage.no-file", exitCode: 2, hint: "Check the path; it is taken relative to the current folder." });
