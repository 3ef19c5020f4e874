import { isMap, isScalar, isSeq, parse, type Node, type Pair, type YAMLMap } from "yaml";
import type { ServiceEntry } from "./emit-document.js";

/** Replace text[start, end) by `text`. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string };

export const applyEdits = (text: string, edits: readonly Edit[]): string =>
  [...edits]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);

/** A pair's value, its anchor and tag with it, replaced by a scalar in the same quotes. */
export const replaceValue = (text: string, pair: Pair<Node, Node | null>, value: string): Edit => {
  const node = pair.value;
  const properties = separators(pair).find(({ type }) => type === "anchor" || type === "tag");
  const start = properties?.offset ?? startOf(node) ?? colonEnd(pair);
  const end = Math.max(endOf(text, pair), start);
  const spaced = text[start - 1] === ":" ? " " : "";
  return { start, end, text: spaced + quoted(value, isScalar(node) ? node.type : undefined) };
};

/** A pair's whole text replaced by `field: value`; a comment behind a value of one line stays. */
export const replacePair = (text: string, map: YAMLMap, pair: Pair<Node, Node | null>, field: string, value: string): Edit => {
  const start = startOf(pair.key) ?? 0;
  const end = endOf(text, pair);
  const multiline = !map.flow && text.slice(start, end).includes("\n");
  return { start, end: multiline ? lineEnd(text, end) : end, text: pairText(map, field, value) };
};

/** A pair removed, in a block with its lines, in a flow map with one comma. */
export const removePair = (text: string, map: YAMLMap, pair: Pair<Node, Node | null>): Edit => {
  const start = startOf(pair.key) ?? 0;
  const end = endOf(text, pair);
  if (!map.flow) {
    const next = lineEnd(text, end);
    const newline = text.startsWith("\r\n", next) ? 2 : text[next] === "\n" ? 1 : 0;
    return { start: text.lastIndexOf("\n", start - 1) + 1, end: next + newline, text: "" };
  }
  const items = map.items as Pair<Node, Node | null>[];
  const at = items.indexOf(pair);
  const after = items[at + 1];
  const before = items[at - 1];
  if (after !== undefined) return { start, end: startOf(after.key) ?? end, text: "" };
  return { start: before === undefined ? start : endOf(text, before), end, text: "" };
};

/** `field: value` added to a service, whatever its value is now: a map, nothing, or an alias of a template. */
export const insertPair = (text: string, entry: ServiceEntry, field: string, value: string): Edit => {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const node = entry.value;
  if (isMap(node)) return insertIntoMap(text, node, field, value, newline);
  const indent = `${newline}${" ".repeat(column(text, startOf(entry.key) ?? 0) + 2)}`;
  const start = startOf(node) ?? endOfKey(text, entry);
  const isEmpty = node === null || (isScalar(node) && text.slice(start, node.range?.[1] ?? start) === "");
  if (isEmpty) {
    const at = endOfKey(text, entry);
    return { start: at, end: at, text: entry.inFlow ? ` { ${plainPair(field, value)} }` : `${indent}${plainPair(field, value)}` };
  }
  const end = node.range?.[1] ?? start;
  const alias = text.slice(start, end);
  if (entry.inFlow) return { start, end, text: `{ <<: ${alias} , ${plainPair(field, value)} }` };
  return { start: trimBack(text, start), end, text: `${indent}<<: ${alias}${indent}${plainPair(field, value)}` };
};

const insertIntoMap = (text: string, map: YAMLMap, field: string, value: string, newline: string): Edit => {
  const first = (map.items as Pair<Node, Node | null>[])[0];
  const added = pairText(map, field, value);
  if (first === undefined) {
    const at = (map.range?.[0] ?? 0) + 1;
    return { start: at, end: at, text: ` ${added} ` };
  }
  const start = startOf(first.key) ?? 0;
  if (map.flow) {
    const gap = text.slice((map.range?.[0] ?? 0) + 1, start);
    return { start, end: start, text: `${added},${/^\s+$/.test(gap) ? gap : " "}` };
  }
  const indent = " ".repeat(column(text, start));
  // What a service takes over stands first, what it changes after it.
  if (isScalar(first.key) && first.key.value === "<<") {
    const at = lineEnd(text, endOf(text, first));
    return { start: at, end: at, text: `${newline}${indent}${added}` };
  }
  return { start, end: start, text: `${added}${newline}${indent}` };
};

/** JSON stays JSON. */
const pairText = (map: YAMLMap, field: string, value: string): string => {
  const keys = (map.items as Pair<Node, Node | null>[]).map((item) => item.key);
  const isJson = map.flow === true && keys.length > 0 && keys.every((key) => isScalar(key) && key.type === "QUOTE_DOUBLE");
  return isJson ? `${JSON.stringify(field)}: ${value.startsWith("!") ? "null" : JSON.stringify(value)}` : plainPair(field, value);
};

const plainPair = (field: string, value: string): string => `${field}: ${value.startsWith("!reset") ? value : quoted(value)}`;

/** The text as a YAML scalar, in these quotes where that's possible. */
export const quoted = (value: string, style?: string): string => {
  if (style === "QUOTE_DOUBLE") return JSON.stringify(value);
  if (style === "QUOTE_SINGLE") return `'${value.replaceAll("'", "''")}'`;
  const isPlain =
    /^[A-Za-z0-9$][\w.\-/:@${}?+]*$/.test(value) &&
    !/[{}]/.test(value.replace(/\$\{[^{}]*\}/g, "")) &&
    parse(value, { version: "1.1" }) === value;
  return isPlain ? value : JSON.stringify(value);
};

const separators = (pair: Pair<Node, Node | null>): readonly { type: string; offset: number; source: string }[] =>
  (pair.srcToken?.sep ?? []).flatMap((token) => ("offset" in token && "source" in token ? [token] : []));

const colonEnd = (pair: Pair<Node, Node | null>): number => {
  const colon = separators(pair).find(({ type }) => type === "map-value-ind");
  return colon === undefined ? (pair.key.range?.[1] ?? 0) : colon.offset + colon.source.length;
};

/** Where a pair's text ends: the last character of its last value, before comments and line ends. */
export const endOf = (text: string, pair: Pair<Node, Node | null>): number =>
  pair.value === null ? colonEnd(pair) : nodeEnd(text, pair.value, colonEnd(pair));

const nodeEnd = (text: string, node: Node, least: number): number => {
  if (isMap(node) && !node.flow) {
    const last = (node.items as Pair<Node, Node | null>[]).at(-1);
    return last === undefined ? least : endOf(text, last);
  }
  if (isSeq(node) && !node.flow) {
    const last = (node.items as Node[]).at(-1);
    return last === undefined ? least : nodeEnd(text, last, least);
  }
  const range = node.range;
  if (!range) return least;
  return Math.max(least, range[0] + text.slice(range[0], range[1]).trimEnd().length);
};

const startOf = (node: Node | null | undefined): number | undefined => node?.range?.[0];
const column = (text: string, at: number): number => at - (text.lastIndexOf("\n", at - 1) + 1);
const trimBack = (text: string, at: number): number => at - (text.slice(0, at).length - text.slice(0, at).trimEnd().length);

const lineEnd = (text: string, from: number): number => {
  const at = text.indexOf("\n", from);
  if (at < 0) return text.length;
  return text[at - 1] === "\r" ? at - 1 : at;
};

const endOfKey = (text: string, entry: ServiceEntry): number => text.indexOf(":", entry.key.range?.[1] ?? 0) + 1;
