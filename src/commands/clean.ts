import { clean } from "../api/clean.js";
import { printable } from "../model/printable.js";
import { stackOptions, type FileFlags } from "./source.js";

export type CleanFlags = FileFlags & { readonly dryRun?: boolean };

/** Removes what killed runs of this stack left in the engine, and says what it was. A dry run only reads the journal. */
export async function cleanCommand(files: readonly string[], { dryRun = false, ...flags }: CleanFlags): Promise<void> {
  const leftovers = await clean({
    ...stackOptions(files, flags),
    dryRun,
    onEvent: (event) => {
      if (event.type === "warning") process.stderr.write(printable(`${event.detail}\n`));
    },
  });
  const verb = dryRun ? "would remove" : "removed";
  for (const { kind, name } of leftovers) process.stdout.write(`${verb} ${kind} ${name}\n`);
  if (leftovers.length === 0) process.stdout.write("Nothing is left of earlier runs.\n");
}
