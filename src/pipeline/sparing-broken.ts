import { withBroken, type BrokenParts } from "../probe/index.js";

/** `key`: as in BrokenParts. */
export type OnBroken = (key: string, failed: readonly string[]) => void;

/** What is run without the parts it is given; `failed`: those that failed besides. */
type Run<T> = (parts: readonly string[]) => Promise<T>;

/**
 * Runs probes and checks held to all but what is broken. With `onBroken` it is the original that runs: what it answers badly is told, and the rest
 * tried once more at once, so that one picture that was never there doesn't hide what comes after it.
 */
export function sparingBroken(broken: BrokenParts = new Map<string, readonly string[]>(), onBroken?: OnBroken) {
  let known = broken;
  return async <T extends { readonly failed?: readonly string[] } | object>(key: string, run: Run<T>): Promise<T> => {
    const first = await run(known.get(key) ?? []);
    const failed = "failed" in first ? first.failed : undefined;
    if (onBroken === undefined || failed === undefined) return first;
    known = withBroken(known, key, failed);
    onBroken(key, failed);
    return run(known.get(key) ?? []);
  };
}
