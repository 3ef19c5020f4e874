import type { CloneVolumes, Config } from "../model/config.js";
import { mostCopyBytes } from "../pipeline/copy-bind.js";

export type CopyFlags = { readonly cloneVolumes?: CloneVolumes; readonly maxCopy?: number };

export type CopyOptions = { readonly cloneVolumes?: CloneVolumes; readonly mostCopyBytes: number };

/** What boots begin with of the user's data: by the command line, else by the configuration. */
export function copyOptions(flags: CopyFlags, config: Pick<Config, "cloneVolumes" | "mostCopyBytes">): CopyOptions {
  const which = flags.cloneVolumes ?? config.cloneVolumes;
  return { ...(which === undefined ? {} : { cloneVolumes: which }), mostCopyBytes: flags.maxCopy ?? config.mostCopyBytes ?? mostCopyBytes };
}
