import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readFileIfPresent, writeFileAtomically } from "./atomic-file.js";
import { refuseLinks, relativePath, WORKSPACE_FOLDER } from "./open-workspace.js";

/** Reads one of the files for people (report.json) in the workspace of a project, whether or not a run has it locked. */
export const readBeside = (projectDirectory: string, name: string): Promise<string | undefined> =>
  readFileIfPresent(join(projectDirectory, WORKSPACE_FOLDER, relativePath(name)));

/** Absolute path of a folder that a run left in the workspace of a project. Rejects with a StackSlimError (exit 3) when the workspace has links in it. */
export async function pathBeside(projectDirectory: string, name: string): Promise<string> {
  const folder = join(projectDirectory, WORKSPACE_FOLDER);
  await refuseLinks(folder);
  return join(folder, relativePath(name));
}

/** Writes one of them atomically. Rejects with a StackSlimError (exit 3) when the disk refuses. */
export async function writeBeside(projectDirectory: string, name: string, text: string): Promise<void> {
  const folder = join(projectDirectory, WORKSPACE_FOLDER);
  await mkdir(folder, { recursive: true });
  await refuseLinks(folder);
  await writeFileAtomically(join(folder, ".gitignore"), "*\n");
  await writeFileAtomically(join(folder, relativePath(name)), text);
}
