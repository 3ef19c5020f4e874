import { printableLine } from "../model/printable.js";

export type Weighed = { readonly path: string; readonly weight: number };

/** A directory in a drawing of the tree: its name, printable and indented below the closest one above it that is shown. */
export type TreeRow<Item> = { readonly item: Item; readonly label: string };

/**
 * The `most` heaviest directories as a tree, siblings by weight. `items` are directories with `root` among them; those without weight are left out.
 * A directory weighs at least what each one in it does, so all above one that is shown are shown too.
 */
export function heaviestTree<Item extends Weighed>(items: readonly Item[], root: string, most: number): readonly TreeRow<Item>[] {
  const heaviest = [...items]
    .filter(({ path, weight }) => weight > 0 || path === root)
    .sort((a, b) => b.weight - a.weight || a.path.length - b.path.length)
    .slice(0, most);
  const children = new Map<string, Item[]>();
  for (const item of heaviest) {
    if (item.path === root) continue;
    const parent = parentOf(item.path);
    children.set(parent, [...(children.get(parent) ?? []), item]);
  }
  const rows = (item: Item, label: string, indent: string): readonly TreeRow<Item>[] => [
    { item, label: indent + label },
    ...(children.get(item.path) ?? []).flatMap((child) => rows(child, nameOf(child.path), `${indent}  `)),
  ];
  const top = heaviest.find(({ path }) => path === root);
  return top === undefined ? [] : rows(top, printableLine(root), "");
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";
const nameOf = (path: string): string => printableLine(path.slice(path.lastIndexOf("/") + 1));
