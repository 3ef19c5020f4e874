/**
 * A value of `docker compose config`'s output with `$$` turned back into `$`, in values and in keys alike: compose doubles every dollar of
 * its whole output so that the output can be read as a compose file again (seen with v2.36: a label key `k$$z`, which a compose file does
 * not interpolate, comes out as `k$$$$z`).
 */
export function unescapeDollars<T>(value: T): T {
  return unescaped(value) as T;
}

function unescaped(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("$$", () => "$");
  if (Array.isArray(value)) return value.map(unescaped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [unescaped(key) as string, unescaped(item)]));
}
