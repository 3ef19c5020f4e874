import { writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Emission } from "../model/emit-kind.js";
import { seccompOverride } from "../stack/confine.js";

/**
 * Writes the compose file that puts verified profiles in force, beside the first compose files that were written, and adds it to these. `verified`:
 * absolute files by service.
 */
export async function withSeccomp(emissions: readonly Emission[], verified: ReadonlyMap<string, string>): Promise<readonly Emission[]> {
  const at = emissions.findIndex(({ kind }) => kind === "file" || kind === "override");
  const [first] = emissions[at]?.files ?? [];
  if (first === undefined || verified.size === 0) return emissions;
  const folder = dirname(first);
  const path = join(folder, "compose.slim.seccomp.yml");
  const files = new Map([...verified].map(([service, file]) => [service, `./${relative(folder, file)}`]));
  await writeFile(path, seccompOverride(files));
  return emissions.map((emission, position) => (position === at ? withFile(emission, path) : emission));
}

/** Compose takes the last word of what it was given last. */
function withFile({ use, files, ...emission }: Emission, path: string): Emission {
  const up = use.lastIndexOf("up");
  const before = up < 0 ? use.length : up;
  return { ...emission, files: [...files, path], use: [...use.slice(0, before), "-f", path, ...use.slice(before)] };
}
