import { isScalar } from "yaml";
import { fieldOrigin, resolved, type ComposeDocument } from "./emit-document.js";

/** By service, the image as the last file that gives one writes it, and where: services that have it from one place share `at`. */
export const imageTexts = (
  units: readonly ComposeDocument[],
  services: readonly string[],
): ReadonlyMap<string, { readonly text: string; readonly at: string }> => {
  const found = new Map<string, { readonly text: string; readonly at: string }>();
  for (const service of services) {
    const origins = units.map((unit, index) => ({ unit, index, origin: fieldOrigin(unit, service, "image") }));
    const last = origins.findLast(({ origin }) => origin !== undefined);
    if (last?.origin === undefined || !("pair" in last.origin)) continue;
    const node = resolved(last.unit.document, last.origin.pair.value);
    if (isScalar(node) && typeof node.value === "string")
      found.set(service, { text: node.value, at: `${String(last.index)}:${String(node.range?.[0])}` });
  }
  return found;
};

/** How often a text interpolates a variable; what the files hand on by its bare name, compose shows when it reads them. */
export const mentions = (text: string, name: string): number =>
  [...text.replaceAll("$$", "").matchAll(/\$\{?([A-Za-z_]\w*)/g)].filter(([, word]) => word === name).length;
