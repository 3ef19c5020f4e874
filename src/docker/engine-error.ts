import { StackSlimError } from "../model/errors.js";

const statusOf = (error: unknown): number | undefined =>
  typeof error === "object" && error !== null && "statusCode" in error && typeof error.statusCode === "number"
    ? error.statusCode
    : undefined;

export const isNotFound = (error: unknown): boolean => statusOf(error) === 404;

/** 304: already in that state; 409: somebody else is at it. Either way there is nothing left to do for a removal or a stop. */
export const isAlreadyDone = (error: unknown): boolean => [304, 404, 409].includes(statusOf(error) ?? 0);

/** An engine's refusal as one line a person can act on. */
export function engineError(action: string, cause: unknown): StackSlimError {
  if (cause instanceof StackSlimError) return cause;
  const message = cause instanceof Error ? cause.message.replace(/\s+/g, " ").trim() : String(cause);
  const full = /no space left on device/i.test(message);
  return new StackSlimError(`the engine could not ${action}: ${message}`, {
    code: full ? "engine.disk-full" : "engine.failed",
    exitCode: 3,
    cause,
    ...(full ? { hint: "Free room on the engine's disk: `docker system df` shows what takes it." } : {}),
  });
}

/** Runs one call to the engine and names it in the error. */
export async function asking<T>(action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw engineError(action, cause);
  }
}
