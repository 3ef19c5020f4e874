import { isAlias, isScalar, visit, type Alias, type Node, type Scalar } from "yaml";
import type { ComposeDocument } from "./emit-document.js";
import { quoted, type Edit } from "./emit-edits.js";

const inside = (node: Node, edits: readonly Edit[]): boolean => {
  const start = node.range?.[0] ?? 0;
  return edits.some((edit) => edit.start <= start && start < edit.end);
};

/** Anchored nodes that the edits take away, each with the aliases of it that stay, in the order of the text. */
export const lostAnchors = ({ document }: ComposeDocument, edits: readonly Edit[]): ReadonlyMap<Node, readonly Alias[]> => {
  const lost = new Map<Node, Alias[]>();
  visit(document, {
    Alias: (_key, alias) => {
      const target = alias.resolve(document) as Node | undefined;
      if (target !== undefined && inside(target, edits) && !inside(alias, edits)) lost.set(target, [...(lost.get(target) ?? []), alias]);
    },
  });
  return lost;
};

/** The anchor of a scalar moved, with the value it had, to the first alias that stays; the other aliases follow it. */
export const rehomeScalar = (text: string, node: Scalar, aliases: readonly Alias[]): Edit[] => {
  const [first] = aliases;
  const [start, end] = first?.range ?? [0, 0];
  const source = text.slice(node.range?.[0] ?? 0, node.range?.[1] ?? 0);
  const value = source.includes("\n") || source === "" ? quoted(String(node.value)) : source;
  return first === undefined ? [] : [{ start, end, text: `&${first.source} ${value}` }];
};

export const isScalarNode = (node: Node): node is Scalar => isScalar(node) && !isAlias(node);
