import { StackSlimError } from "../model/errors.js";

const statusOf = (error: unknown): number | undefined =>
  typeof error === "object" && error !== null && "statusCode" in error && typeof error.statusCode === "number"
    ? error.statusCode
    : undefined;

export const isNotFound = (error: unknown): boolean => statusOf(error) === 404;

/** 304: already in that state; 409: somebody else is at it. Either way there is nothing left to do for a removal or a stop. */
export const isAlreadyDone = (error: unknown): boolean => [304, 404, 409].includes(statusOf(error) ?? 0);

/** Codes of Node's errors that say that nobody is at the other end, or not any more. */
const lostCodes = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "ENOENT", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND"],
  ...["ERR_STREAM_PREMATURE_CLOSE", "HPE_INVALID_EOF_STATE", "ABORT_ERR"],
]);

const again = "run the same command again: it removes what this run left and goes on where it stopped";

/** Of each kind of failure: its code, and what to do. The first that fits counts. */
const kinds: readonly { readonly code: string; readonly is: (cause: unknown, message: string) => boolean; readonly hint: string }[] = [
  {
    code: "engine.disk-full",
    is: (_cause, message) => /no space left on device|disk quota exceeded/i.test(message),
    hint: `Free room on the engine's disk (\`docker system df\` shows what takes it), then ${again}.`,
  },
  {
    code: "engine.silent",
    is: (cause) => cause instanceof StackSlimError && cause.code === "engine.silent",
    hint: `Look whether the engine hangs (\`docker ps\`), restart it if so, then ${again}. STACK_SLIM_ENGINE_TIMEOUT=SECONDS allows a slow engine more.`,
  },
  {
    code: "engine.lost",
    is: (cause) => cause instanceof Error && "code" in cause && lostCodes.has(String(cause.code)),
    hint: `Start the engine again, then ${again}.`,
  },
  {
    code: "engine.no-image",
    is: (cause, message) => statusOf(cause) === 404 && /no such image|reference does not exist/i.test(message),
    hint: `It was there when the run began. Bring it back (pull or build it), then ${again}.`,
  },
];

/** An engine's refusal, or its silence, as one line a person can act on. */
export function engineError(action: string, cause: unknown): StackSlimError {
  if (cause instanceof StackSlimError && cause.code !== "engine.silent") return cause;
  const message = cause instanceof Error ? cause.message.replace(/\s+/g, " ").trim() : String(cause);
  const kind = kinds.find(({ is }) => is(cause, message));
  return new StackSlimError(`the engine could not ${action}: ${message}`, {
    code: kind?.code ?? "engine.failed",
    exitCode: 3,
    hint: kind?.hint ?? `The engine's own log says more. When that is mended, ${again}.`,
    cause,
  });
}

/** Nobody answers: neither this call nor another one now. */
export const isGone = (cause: unknown): boolean => ["engine.silent", "engine.lost"].includes(engineError("answer", cause).code);

/** Runs one call to the engine and names it in the error. */
export async function asking<T>(action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw engineError(action, cause);
  }
}
