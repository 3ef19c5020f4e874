import { StackSlimError } from "../model/errors.js";

/** Meanings of the errno codes a user can do something about. Source: errno(3). */
const MEANINGS: Readonly<Record<string, { readonly code: string; readonly what: string; readonly hint: string }>> = {
  ENOSPC: { code: "workspace.full", what: "the disk is full", hint: "Free some room on that disk, then run the same command again." },
  EDQUOT: {
    code: "workspace.full",
    what: "the disk quota is used up",
    hint: "Free some room in the quota, then run the same command again.",
  },
  EACCES: {
    code: "workspace.denied",
    what: "permission denied",
    hint: "Make the folder writable for this user, or remove .stack-slim there.",
  },
  EPERM: {
    code: "workspace.denied",
    what: "operation not permitted",
    hint: "Make the folder writable for this user, or remove .stack-slim there.",
  },
  EROFS: {
    code: "workspace.read-only",
    what: "the file system is read-only",
    hint: "Work on a copy of the project on a writable file system.",
  },
  // Making a folder with those above it says ENOENT on a file system that turned read-only, too.
  ENOENT: {
    code: "workspace.missing",
    what: "the folder isn't there and can't be made",
    hint: "Check the path of the compose file, and that its file system can be written to.",
  },
  ENOTDIR: {
    code: "workspace.blocked",
    what: "a file is where a folder is needed",
    hint: "Move that file away, then run the same command again.",
  },
  EISDIR: {
    code: "workspace.blocked",
    what: "a folder is where a file is needed",
    hint: "Move that folder away, then run the same command again.",
  },
};

/** The errno code of a failed system call; undefined for anything else. */
export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** Any failure of a file operation as the error a user sees (exit 3), with the path and how to mend it. A StackSlimError passes as it is. */
export const diskError = (action: string, path: string, error: unknown): StackSlimError => {
  if (error instanceof StackSlimError) return error;
  const meaning = MEANINGS[errnoOf(error) ?? ""];
  const what = meaning?.what ?? (error instanceof Error ? error.message : String(error));
  return new StackSlimError(`Cannot ${action} ${path}: ${what}.`, {
    code: meaning?.code ?? "workspace.io",
    exitCode: 3,
    hint: meaning?.hint ?? "Check the disk and the permissions of that folder.",
    cause: error,
  });
};

/** Runs a file operation; rejects with `diskError` when it fails. */
export const onDisk = async <T>(action: string, path: string, operation: () => Promise<T>): Promise<T> => {
  try {
    return await operation();
  } catch (error) {
    throw diskError(action, path, error);
  }
};
