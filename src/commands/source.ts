import { findStack, type FoundStack } from "../api/find-stack.js";
import type { StackOptions } from "../api/stack-options.js";
import type { Policy } from "../model/config.js";

export { configName, workspaceParent } from "../api/find-stack.js";

export type FileFlags = { readonly file?: readonly string[] };

export type SourceFlags = FileFlags & {
  readonly profile?: readonly string[];
  readonly envFile?: readonly string[];
  readonly projectName?: string;
  readonly projectDirectory?: string;
  readonly config?: string;
  readonly policy?: Policy;
};

/** What the command line says of the stack, as the library takes it. */
export const stackOptions = (positional: readonly string[], flags: SourceFlags): StackOptions => ({
  composeFiles: [...positional, ...(flags.file ?? [])],
  profiles: flags.profile,
  envFiles: flags.envFile,
  projectName: flags.projectName,
  projectDirectory: flags.projectDirectory,
  config: flags.config,
  policy: flags.policy,
});

/** The stack and the configuration that the command line names; without the configuration's file, as if there were none. @throws StackSlimError exit 2 when a file isn't there or is wrong. */
export const findSource = (
  positional: readonly string[],
  flags: SourceFlags,
  { ignoreConfig = false }: { readonly ignoreConfig?: boolean } = {},
): Promise<FoundStack> => {
  const options = stackOptions(positional, flags);
  return findStack(ignoreConfig ? { ...options, config: false } : options);
};
