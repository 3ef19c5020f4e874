import { dirname } from "node:path";
import { removeLeftovers } from "../pipeline/leftovers.js";
import { openWorkspace } from "../workspace/index.js";
import { openEngine } from "./engine.js";
import { findSource } from "./source.js";

/** Removes what killed runs of this stack left in the engine, and says what it was. */
export async function cleanCommand(files: readonly string[], { dryRun }: { readonly dryRun?: boolean }): Promise<void> {
  const { source } = await findSource(files, {});
  const engine = await openEngine();
  const warn = (message: string): void => void process.stderr.write(`${message}\n`);
  await using workspace = await openWorkspace(dirname(source.files[0] ?? source.projectDirectory), { madeBy: "stack-slim clean", warn });
  const leftovers = dryRun === true ? workspace.journal.leftovers() : await removeLeftovers(engine, workspace.journal);
  const verb = dryRun === true ? "would remove" : "removed";
  for (const { kind, name } of leftovers) process.stdout.write(`${verb} ${kind} ${name}\n`);
  if (leftovers.length === 0) process.stdout.write("Nothing is left of earlier runs.\n");
}
