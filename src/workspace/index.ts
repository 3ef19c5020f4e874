/** The folder .stack-slim beside the compose file: artifacts, lock, digests, scratch space and the journal of what a run made in the engine. */
export { digest } from "./digest.js";
export { openWorkspace, relativePath, type Workspace, type WorkspaceOptions } from "./open-workspace.js";
export type { Artifact } from "./artifact.js";
export type { Journal, Resource, ResourceKind } from "./journal.js";
export { writeFileAtomically } from "./atomic-file.js";
export { pathBeside, readBeside, writeBeside } from "./beside.js";
