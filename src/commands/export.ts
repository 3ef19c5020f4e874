import { join } from "node:path";
import { StackSlimError } from "../model/errors.js";
import { printableJson } from "../model/printable.js";
import { exportContext } from "../pipeline/export-context.js";
import { dockerfilePlaces } from "../pipeline/stored-dockerfiles.js";
import { bytesText } from "../report/index.js";
import { pathBeside, readBeside } from "../workspace/index.js";
import { openEngine } from "../api/engine.js";
import { findSource, workspaceParent, type FileFlags } from "./source.js";
import { noSlimImage, storedTree } from "./stored-tree.js";

export type ExportFlags = FileFlags & { readonly json?: boolean };

/** Puts the layers of a service's slim image beside its slim Dockerfile, so that `docker build` makes the image anew; prints the folder. */
export async function exportCommand(service: string, files: readonly string[], flags: ExportFlags, signal: AbortSignal): Promise<void> {
  const { source } = await findSource(files, flags);
  const folder = workspaceParent(source);
  const tree = await storedTree(folder, service);
  if (tree === undefined) throw noSlimImage(service, folder);
  const places = dockerfilePlaces(service);
  const dockerfile = await readBeside(folder, places.slim);
  if (dockerfile === undefined) throw noDockerfile(join(folder, ".stack-slim", places.slim));
  const context = await pathBeside(folder, places.context);
  const { bytes, files: layers } = await exportContext(await openEngine(), {
    service,
    ref: tree.slim,
    dockerfile,
    folder: context,
    signal,
  });
  const result = { service, image: tree.slim, context, layers, bytes };
  process.stdout.write(flags.json === true ? `${printableJson(result, 2)}\n` : `${context}\n`);
  if (flags.json !== true) process.stderr.write(`${bytesText(bytes)} of layers; now: docker build -t ${tree.slim} ${context}\n`);
}

const noDockerfile = (file: string): StackSlimError =>
  new StackSlimError(`There is no ${file}: the workspace is of an earlier version.`, {
    code: "stored.no-dockerfile",
    exitCode: 2,
    hint: "Run `stack-slim apply` again: it writes the file without booting anything that did not change.",
  });
