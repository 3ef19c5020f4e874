import { removeLeftovers } from "../pipeline/leftovers.js";
import { openWorkspace, type Resource } from "../workspace/index.js";
import { openEngine } from "./engine.js";
import { findStack, workspaceParent } from "./find-stack.js";
import { underControl } from "./run-control.js";
import type { RunControl, StackOptions } from "./stack-options.js";
import { version } from "./version.js";

export type CleanOptions = StackOptions &
  Pick<RunControl, "onEvent"> & {
    /** Only say what would be removed, which needs no engine; default: false. */
    readonly dryRun?: boolean | undefined;
  };

/** What a run made in the engine. */
export type Leftover = Resource;

/**
 * Removes what killed runs of this stack left in the engine, never anything that stack-slim did not make; gives what it removed, or would remove.
 * @throws StackSlimError exit 2 when there is no such stack, 3 when no engine answers or another run has the workspace.
 */
export function clean(options: CleanOptions = {}): Promise<readonly Leftover[]> {
  return underControl({ onEvent: options.onEvent }, async ({ emit }) => {
    const { source } = await findStack(options);
    const engine = options.dryRun === true ? undefined : await openEngine();
    const warn = (detail: string): void => emit({ type: "warning", stage: "clean", detail });
    await using workspace = await openWorkspace(workspaceParent(source), { madeBy: `stack-slim ${version}`, warn });
    return engine === undefined ? workspace.journal.leftovers() : await removeLeftovers(engine, workspace.journal);
  });
}
