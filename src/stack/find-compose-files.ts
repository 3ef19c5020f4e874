import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { StackSlimError } from "../model/errors.js";

/** Compose's own names, in its order of preference. Source: compose-go, cli.DefaultFileNames and cli.DefaultOverrideFileNames. */
const fileNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"] as const;
const overrideNames = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
] as const;

/**
 * The files compose reads when none is named: the first default name in `directory` or, going up, in its closest parent that has one,
 * then the override file beside it. Absolute paths.
 * @throws StackSlimError (exit 2) when there is none up to the root.
 */
export async function findComposeFiles(directory: string): Promise<readonly string[]> {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const file = await firstFile(folder, fileNames);
    if (file !== undefined) {
      const override = await firstFile(folder, overrideNames);
      return override === undefined ? [file] : [file, override];
    }
    if (folder === dirname(folder)) {
      throw new StackSlimError(`There is no compose file in ${resolve(directory)} or above it.`, {
        code: "stack.no-compose-file",
        exitCode: 2,
        hint: `Name one on the command line, or run in a folder that has one of ${fileNames.join(", ")}.`,
      });
    }
  }
}

async function firstFile(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() === true) return path;
  }
  return undefined;
}
