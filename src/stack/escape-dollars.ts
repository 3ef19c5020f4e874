/**
 * The same data with every `$` in its string values doubled, so that compose reads it back as it was: it interpolates values, never keys.
 * Source: compose specification, "Interpolation".
 */
export const escapeDollars = <T>(value: T): T => escaped(value) as T;

const escaped = (value: unknown): unknown => {
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escaped(item)]));
  return value;
};
