import type { KeepSet } from "../../model/slim-image.js";
import type { ImageIndex } from "../image-index.js";
import { keptBytes } from "../kept-bytes.js";
import { distributionPackages } from "./distribution-packages.js";
import { goModules } from "./go-modules.js";
import { type ImageView, imageView } from "./image-view.js";
import { type Inventory, inventoryOf } from "./inventory.js";
import { javaArchives } from "./java-archives.js";
import { languagePackages } from "./language-packages.js";

/** An image before and after: the same findings, counted by what of them is left. */
export type Inventories = { readonly original: Inventory; readonly slim: Inventory };

/**
 * What an original is made of, and what of it its slim image is. Packages of the distribution are what its database says in each of the two, `made`
 * being that of the slim image; archives and programs are looked into once.
 */
export function takeInventories(index: ImageIndex, kept: KeepSet["kept"], made: ReadonlyMap<string, Buffer>): Inventories {
  const original = imageView(index, (path) => index.get(path) !== undefined, new Map());
  const slim = imageView(index, (path) => kept.has(path), made);
  const shared = [...languagePackages(original), ...javaArchives(original), ...goModules(original)];
  const componentsOf = (view: ImageView): Inventory["components"] =>
    inventoryOf([...distributionPackages(view), ...shared], view.has, view.sizeOf);
  return {
    original: { components: componentsOf(original), ...index.figures },
    slim: { components: componentsOf(slim), files: kept.size, bytes: keptBytes(index, kept, made).slimBytes },
  };
}
