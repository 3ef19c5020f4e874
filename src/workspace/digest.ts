import { createHash } from "node:crypto";

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Canonical text of a value: keys sorted, and a letter before every kind JSON lacks, so that a Map never reads like the object of its entries. */
const canonical = (value: unknown, above: ReadonlySet<object>): string => {
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "boolean":
    case "string":
      return JSON.stringify(value);
    case "number":
      return Object.is(value, -0) ? "0" : String(value);
    case "bigint":
      return `${value}n`;
    case "function":
    case "symbol":
      throw new TypeError(`digest: a ${typeof value} has no content to digest`);
    case "object":
      return value === null ? "null" : canonicalObject(value, above);
  }
};

const canonicalObject = (value: object, above: ReadonlySet<object>): string => {
  if (above.has(value)) throw new TypeError("digest: the value contains itself");
  const inside = new Set([...above, value]);
  const text = (part: unknown): string => canonical(part, inside);
  if (Array.isArray(value)) return `[${value.map(text).join(",")}]`;
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<unknown, unknown>)].map(([key, entry]) => `${text(key)}:${text(entry)}`);
    return `M{${entries.sort(byCodeUnit).join(",")}}`;
  }
  if (value instanceof Set) return `S[${[...(value as ReadonlySet<unknown>)].map(text).sort(byCodeUnit).join(",")}]`;
  if (value instanceof Date) return `D${value.toISOString()}`;
  if (value instanceof Uint8Array) return `B${Buffer.from(value).toString("hex")}`;
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => byCodeUnit(a, b));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${text(entry)}`).join(",")}}`;
};

/**
 * SHA-256, lower-case hex, of the canonical form of its parts: the key of an artifact made from them.
 * The order of object keys, Map entries and Set members does not count; a field that is undefined counts as absent, as on disk.
 * Throws TypeError for functions, symbols and values that contain themselves.
 */
export const digest = (...parts: readonly unknown[]): string => createHash("sha256").update(canonical(parts, new Set())).digest("hex");
