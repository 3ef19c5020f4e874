import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import type { ConfigText, Problem } from "./config-text.js";
import { fieldPath } from "./schema-problems.js";
import type { WrittenConfig } from "./written-config.js";
import { placedTraffics } from "./written-traffic.js";

/** Digests of the files that traffic is made from, by absolute path, and those that can't be read. */
export type TrafficFiles = { readonly digests: ReadonlyMap<string, string>; readonly problems: readonly Problem[] };

/** Reads recordings and API descriptions, which are relative to the config file: a missing one would be found only when the stack is up. */
export const readTrafficFiles = async (
  file: string,
  config: WrittenConfig,
  locate: ConfigText["locate"],
  readFile: (path: string) => Promise<string>,
): Promise<TrafficFiles> => {
  const digests = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { path, short, kind, traffic } of placedTraffics(config)) {
    const [field, written] = kind === "har" ? ["file", traffic.file] : kind === "openapi" ? ["spec", traffic.spec] : ["", undefined];
    if (written === undefined || (kind === "openapi" && written.startsWith("/"))) continue;
    const absolute = resolve(dirname(file), written);
    try {
      digests.set(
        absolute,
        createHash("sha256")
          .update(await readFile(absolute))
          .digest("hex"),
      );
    } catch (error) {
      const steps = [...path, ...(short ? [] : [field])].map(String);
      const reason = error instanceof Error ? error.message : String(error);
      problems.push({ ...locate(steps, "value"), message: `${fieldPath(steps)}${written} can't be read: ${reason}` });
    }
  }
  return { digests, problems };
};
