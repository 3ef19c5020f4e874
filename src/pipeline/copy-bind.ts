import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import prettyBytes from "pretty-bytes";
import { StackSlimError } from "../model/errors.js";
import type { BindCopy } from "../stack/isolate-options.js";
import { copyTree, TreeTooLarge } from "./copy-tree.js";
import { isFullDisk } from "./layer-spool.js";

/** Bytes on the disk that one copy may take unless the user says otherwise: every boot makes it anew. */
export const mostCopyBytes = 1024 ** 3;

/**
 * Puts a copy of what a service may write to in its place. @throws StackSlimError: `boot.bind-too-large` (2) beyond `mostBytes`, `boot.bind-copy` (3)
 * when it can't be read or written, `workspace.full` (3) when the disk is full.
 */
export async function copyBind({ source, target, to, absent, service }: BindCopy, mostBytes: number = mostCopyBytes): Promise<void> {
  try {
    if (absent === true) await mkdir(to, { recursive: true });
    else {
      await mkdir(dirname(to), { recursive: true });
      await copyTree(source, to, mostBytes);
    }
  } catch (cause) {
    const instead = `in a second compose file for the run, mount it read-only at ${target}, or a smaller folder or a named volume in its place`;
    if (cause instanceof TreeTooLarge)
      throw new StackSlimError(
        `service ${service}: ${source}, which it may write to at ${target}, takes more than ${prettyBytes(mostBytes)}, the most that is copied for a boot (${prettyBytes(cause.bytes)} counted so far).`,
        {
          code: "boot.bind-too-large",
          exitCode: 2,
          hint: `Nothing was copied. Allow more with --max-copy; or, ${instead}.`,
          cause,
        },
      );
    throw new StackSlimError(
      `service ${service}: ${source}, which it may write to at ${target}, can't be copied for a trial: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        code: isFullDisk(cause) ? "workspace.full" : "boot.bind-copy",
        exitCode: 3,
        hint: isFullDisk(cause) ? "Free some room on that disk, then run the same command again." : `Mend its permissions; or, ${instead}.`,
        cause,
      },
    );
  }
}
