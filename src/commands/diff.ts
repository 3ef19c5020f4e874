import { printableJson } from "../model/printable.js";
import { StackSlimError } from "../model/errors.js";
import { buildDiff, findInTree, terminalDiff } from "../report/index.js";
import { imagePath } from "./image-path.js";
import { reportOptions } from "./report-options.js";
import { findSource, workspaceParent, type FileFlags } from "./source.js";
import { noSlimImage, storedTree } from "./stored-tree.js";

export type DiffFlags = FileFlags & {
  readonly format: string;
  readonly path: string;
  readonly depth: number;
  readonly top: number;
  readonly all?: boolean;
};

/**
 * Shows what went from a service's image in the last apply, and what stayed.
 * @throws StackSlimError exit 2 when nothing is known of the service, its file is damaged, or --path is no directory of the original.
 */
export async function diffCommand(service: string, files: readonly string[], flags: DiffFlags): Promise<void> {
  const { format, path, depth, top, all = false } = flags;
  const wanted = imagePath(path);
  const { source } = await findSource(files, flags);
  const folder = workspaceParent(source);
  const tree = await storedTree(folder, service);
  if (tree === undefined) throw noSlimImage(service, folder);
  const below = findInTree(tree, wanted);
  if (below.kind !== "directory") throw noDirectory(service, wanted, below.kind === "file" ? wanted : below.endsAt);
  const diff = buildDiff(tree, { service, below, depth, top, all });
  const look = { ...reportOptions(process.stdout, process.env), top };
  process.stdout.write(format === "json" ? `${printableJson(diff, 2)}\n` : terminalDiff(diff, look));
}

/** `at`: the file or link where the way ends. */
const noDirectory = (service: string, path: string, at: string | undefined): StackSlimError =>
  new StackSlimError(`The original image of ${service} has no directory ${path}${at === undefined ? "" : `: ${at} is a file or a link`}.`, {
    code: "diff.no-directory",
    exitCode: 2,
    hint:
      at === undefined
        ? "`stack-slim diff` without --path shows the directories there are."
        : `\`stack-slim why ${service} ${at}\` says what became of it.`,
  });
