import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { digest } from "../workspace/index.js";

const digests = new Map<string, Promise<string>>();

/** A digest of the code of one room: what it makes is made anew when its code changed. */
export function codeDigest(room: string): Promise<string> {
  const known = digests.get(room) ?? compute(fileURLToPath(new URL(`../${room}`, import.meta.url)));
  digests.set(room, known);
  return known;
}

async function compute(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /(?<!\.d)\.[jt]s$/.test(name)).sort();
  return digest(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")])));
}
