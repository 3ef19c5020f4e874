import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Document, type Node, type Pair, type YAMLMap } from "yaml";

/** One YAML document of a compose file, and its services' own nodes. Offsets of nodes are offsets in `text`, UTF-16 units. */
export type ComposeDocument = {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly services: ReadonlyMap<string, ServiceEntry>;
};
export type ServiceEntry = { readonly name: string; readonly key: Node; readonly value: Node | null; readonly inFlow: boolean };

/** Where a service has a field from: a pair of its own map, one that a merge key or alias or `extends` brings, or a file that isn't read here. */
export type FieldOrigin =
  | { readonly from: "own" | "merge" | "extends"; readonly pair: Pair<Node, Node | null>; readonly map: YAMLMap }
  | { readonly from: "elsewhere" }
  | undefined;

/** The documents of one compose file; undefined when it can't be read as the YAML that compose reads. */
export const composeDocuments = (text: string): readonly ComposeDocument[] | undefined => {
  const parsed = parseAllDocuments(text, { keepSourceTokens: true, uniqueKeys: false, strict: false, logLevel: "silent" });
  if (!Array.isArray(parsed)) return [];
  if (parsed.some((document) => document.errors.length > 0)) return undefined;
  return parsed.map((document) => ({ text, document, services: serviceEntries(document) }));
};

const serviceEntries = (document: Document.Parsed): ReadonlyMap<string, ServiceEntry> => {
  const root = document.contents;
  const services = isMap(root) ? resolved(document, pairOf(root, "services")?.value) : undefined;
  if (!isMap(services)) return new Map();
  const entries = services.items.flatMap((item): [string, ServiceEntry][] => {
    const pair = item as Pair<Node, Node | null>;
    const name = keyText(pair);
    return name === undefined || name === "<<" ? [] : [[name, { name, key: pair.key, value: pair.value, inFlow: services.flow === true }]];
  });
  return new Map(entries);
};

/** The field as compose would find it in this document: own, then merge keys, then `extends`. */
export const fieldOrigin = (from: ComposeDocument, service: string, field: string, seen: readonly string[] = []): FieldOrigin => {
  const entry = from.services.get(service);
  const map = resolved(from.document, entry?.value);
  if (entry === undefined || !isMap(map)) return undefined;
  const found = inMap(from.document, map, field);
  if (found !== undefined) return { from: !isAlias(entry.value) && found.map === map ? "own" : "merge", ...found };
  const base = resolved(from.document, inMap(from.document, map, "extends")?.pair.value);
  if (base === undefined || base === null) return undefined;
  const name = isMap(base) ? base.get("service") : isScalar(base) ? base.value : undefined;
  if ((isMap(base) && base.has("file")) || typeof name !== "string" || seen.includes(name)) return { from: "elsewhere" };
  const inherited = fieldOrigin(from, name, field, [...seen, service]);
  return inherited === undefined || inherited.from === "elsewhere" ? inherited : { ...inherited, from: "extends" };
};

type Found = { readonly pair: Pair<Node, Node | null>; readonly map: YAMLMap };

const inMap = (document: Document, map: YAMLMap, field: string): Found | undefined => {
  const pair = pairOf(map, field);
  if (pair !== undefined) return { pair, map };
  const merged = map.items
    .filter((item) => keyText(item as Pair<Node, Node | null>) === "<<")
    .map((item) => resolved(document, item.value as Node));
  for (const source of merged.flatMap((node) => (isSeq(node) ? (node.items as Node[]).map((item) => resolved(document, item)) : [node]))) {
    const found = isMap(source) ? inMap(document, source, field) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The last such pair: of two equal keys the later one counts. */
export const pairOf = (map: YAMLMap, field: string): Pair<Node, Node | null> | undefined =>
  (map.items as Pair<Node, Node | null>[]).findLast((item) => keyText(item) === field);

export const keyText = (pair: Pair<Node, Node | null>): string | undefined => (isScalar(pair.key) ? String(pair.key.value) : undefined);

export const resolved = (document: Document, node: Node | null | undefined): Node | null | undefined =>
  isAlias(node) ? (node.resolve(document) as Node | undefined) : node;
