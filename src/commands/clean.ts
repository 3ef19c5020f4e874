import { printable } from "../model/printable.js";
import { removeLeftovers } from "../pipeline/leftovers.js";
import { openWorkspace } from "../workspace/index.js";
import { openEngine } from "./engine.js";
import { findSource, workspaceParent, type FileFlags } from "./source.js";

export type CleanFlags = FileFlags & { readonly dryRun?: boolean };

/** Removes what killed runs of this stack left in the engine, and says what it was. A dry run only reads the journal. */
export async function cleanCommand(files: readonly string[], { dryRun = false, ...flags }: CleanFlags): Promise<void> {
  const { source } = await findSource(files, flags);
  const engine = dryRun ? undefined : await openEngine();
  const warn = (message: string): void => void process.stderr.write(printable(`${message}\n`));
  await using workspace = await openWorkspace(workspaceParent(source), { madeBy: "stack-slim clean", warn });
  const leftovers = engine === undefined ? workspace.journal.leftovers() : await removeLeftovers(engine, workspace.journal);
  const verb = dryRun ? "would remove" : "removed";
  for (const { kind, name } of leftovers) process.stdout.write(`${verb} ${kind} ${name}\n`);
  if (leftovers.length === 0) process.stdout.write("Nothing is left of earlier runs.\n");
}
