import { StackSlimError } from "../model/errors.js";

export type JsonPathSegment = { readonly key: string } | { readonly index: number } | { readonly every: true };

/** `many`: the path has a `*`, so it speaks of a list of matches, possibly empty. */
export type JsonPath = { readonly text: string; readonly segments: readonly JsonPathSegment[]; readonly many: boolean };

const token = /\.([A-Za-z_$][\w$-]*)|\.(\*)|\[(\d+)\]|\[(\*)\]|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/y;

/**
 * The subset of RFC 9535 that names things: `$.a.b[0].c`, `$['a b']`, `$[*].x`. No slices, filters, negative indexes or `..`.
 * Throws StackSlimError `config.json-path` that says where the path stops making sense.
 */
export const parseJsonPath = (text: string): JsonPath => {
  if (!text.startsWith("$")) throw refused(text, 0, 'it must begin with "$"');
  const segments: JsonPathSegment[] = [];
  for (let at = 1; at < text.length;) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) throw refused(text, at, 'expected ".name", ".*", "[number]", "[*]" or "[\'name\']"');
    const [whole, name, , index, , single, double] = match;
    const key = name ?? single ?? double;
    if (key !== undefined) segments.push({ key: name === undefined ? key.replaceAll(/\\(.)/g, "$1") : key });
    else segments.push(index === undefined ? { every: true } : { index: Number(index) });
    at += whole.length;
  }
  return { text, segments, many: segments.some((segment) => "every" in segment) };
};

const refused = (text: string, at: number, expected: string): StackSlimError =>
  new StackSlimError(`JSON path ${JSON.stringify(text)} makes no sense at character ${at + 1}: ${expected}`, {
    code: "config.json-path",
    exitCode: 2,
    hint: "write it as $.items[0].id, $['some key'] or $[*].name",
  });

/** What the path names in a value, in document order; empty when nothing. Only own properties count. */
export const readJsonPath = (path: JsonPath, value: unknown): readonly unknown[] =>
  path.segments.reduce<readonly unknown[]>((values, segment) => values.flatMap((each) => step(segment, each)), [value]);

const step = (segment: JsonPathSegment, value: unknown): readonly unknown[] => {
  if (typeof value !== "object" || value === null) return [];
  if ("every" in segment) return Object.values(value);
  if ("index" in segment) return Array.isArray(value) && segment.index < value.length ? [value[segment.index]] : [];
  return !Array.isArray(value) && Object.hasOwn(value, segment.key) ? [(value as Readonly<Record<string, unknown>>)[segment.key]] : [];
};
