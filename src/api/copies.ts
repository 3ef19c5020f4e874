import type { CloneVolumes, Config } from "../model/config.js";
import { mostCopyBytes } from "../pipeline/copy-bind.js";

export type CopyFlags = {
  /** Begin every boot with copies of the external volumes, or of all; default: all begin empty. */
  readonly cloneVolumes?: CloneVolumes | undefined;
  /** The most, in bytes, that one copy of a volume or a writable bind mount may take; default: 1 GiB. */
  readonly maxCopy?: number | undefined;
};

export type CopyOptions = { readonly cloneVolumes?: CloneVolumes; readonly mostCopyBytes: number };

/** What boots begin with of the user's data: by the command line, else by the configuration. */
export function copyOptions(flags: CopyFlags, config: Pick<Config, "cloneVolumes" | "mostCopyBytes">): CopyOptions {
  const which = flags.cloneVolumes ?? config.cloneVolumes;
  return { ...(which === undefined ? {} : { cloneVolumes: which }), mostCopyBytes: flags.maxCopy ?? config.mostCopyBytes ?? mostCopyBytes };
}
