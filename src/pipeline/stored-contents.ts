import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import type { ImageTree } from "../model/image-tree.js";
import { imageContents, partsFor, type ServiceContents } from "../report/index.js";
import { sbomFiles } from "./stored-inventories.js";
import { keepFile, treeFile, type StoredKeepSet } from "./stored-files.js";

const schemaFile = new URL("../../schema/tree.schema.json", import.meta.url);

/**
 * What is in the images of these services, from the files that an apply stored of each; `read` gives undefined for a file that isn't there. Services
 * of which nothing is stored, or whose file is damaged, are left out. One service's files are in memory at a time.
 */
export async function storedContents(
  services: readonly string[],
  read: (name: string) => Promise<string | undefined>,
): Promise<readonly ServiceContents[]> {
  const isTree = new Ajv({ strictRequired: false }).compile<ImageTree>(JSON.parse(readFileSync(schemaFile, "utf8")) as object);
  const contents: ServiceContents[] = [];
  for (const service of services) {
    const tree = parsed(await read(treeFile(service)));
    if (!isTree(tree)) continue;
    const kept = (parsed(await read(keepFile(service))) as Partial<StoredKeepSet> | undefined)?.kept ?? {};
    const files = sbomFiles(service);
    const [original, slim] = [components(await read(files.original)), components(await read(files.slim))];
    contents.push(
      imageContents(tree, {
        service,
        reasonOf: (path) => (Object.hasOwn(kept, path) ? kept[path] : undefined),
        ...(original === undefined || slim === undefined ? {} : { components: { original, slim } }),
        most: partsFor(services.length),
      }),
    );
  }
  return contents;
}

/** How many components a CycloneDX document lists. */
function components(text: string | undefined): number | undefined {
  const document = parsed(text) as { readonly components?: unknown } | null | undefined;
  return Array.isArray(document?.components) ? document.components.length : undefined;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
