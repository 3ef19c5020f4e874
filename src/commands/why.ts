import type { ImageTree } from "../model/image-tree.js";
import { printable } from "../model/printable.js";
import type { Reason } from "../model/slim-image.js";
import { keepFile, type StoredKeepSet } from "../pipeline/stored-files.js";
import { bytesText, findInTree, plural } from "../report/index.js";
import { readBeside } from "../workspace/index.js";
import { imagePath } from "./image-path.js";
import { findSource, workspaceParent, type FileFlags } from "./source.js";
import { damaged, noSlimImage, storedTree } from "./stored-tree.js";

/** Says whether a path of a service's image stays, by which rule, and what pulled it in, back to what was observed; or that it was dropped. */
export async function whyCommand(service: string, path: string, files: readonly string[], flags: FileFlags): Promise<void> {
  const wanted = imagePath(path);
  const { source } = await findSource(files, flags);
  const folder = workspaceParent(source);
  const text = await readBeside(folder, keepFile(service));
  if (text === undefined) throw noSlimImage(service, folder);
  const { kept, policy } = parseKeepSet(text, `${folder}/.stack-slim/${keepFile(service)}`);
  // Workspaces of earlier versions have no tree; then less can be said.
  const tree = await storedTree(folder, service);
  process.stdout.write(printable(`${explain(wanted, { kept, policy, tree }).join("\n")}\n`));
}

type Stored = Pick<StoredKeepSet, "kept" | "policy"> & { readonly tree: ImageTree | undefined };

function parseKeepSet(text: string, file: string): Pick<StoredKeepSet, "kept" | "policy"> {
  try {
    const stored = JSON.parse(text) as Partial<StoredKeepSet> | null;
    const isKept = isRecord(stored?.kept) && Object.values(stored.kept).every(isReason);
    if (isKept && typeof stored.policy === "string") return { kept: stored.kept as StoredKeepSet["kept"], policy: stored.policy };
  } catch {
    // Told below, with everything else that is no keep-set.
  }
  throw damaged(file);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isReason = (value: unknown): value is Reason =>
  isRecord(value) && typeof value.rule === "string" && typeof value.why === "string" && ["string", "undefined"].includes(typeof value.from);

function explain(path: string, { kept, policy, tree }: Stored): readonly string[] {
  const below = Object.keys(kept).filter((other) => other.startsWith(path === "/" ? path : `${path}/`)).length;
  const found = tree === undefined ? undefined : findInTree(tree, path);
  if (below > 0 || found?.kind === "directory") {
    const gone = found?.kind === "directory" ? dropped(found.files) : "";
    return [`${path} is a directory: every directory stays, with ${plural(below, "file")} below it${gone}`];
  }
  const lines: string[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = path; next !== undefined && !seen.has(next); next = kept[next]?.from) {
    seen.add(next);
    const reason: Reason | undefined = kept[next];
    if (reason !== undefined) lines.push(`${"  ".repeat(lines.length)}${next}: kept by the rule ${reason.rule}: ${reason.why}`);
  }
  if (lines.length > 0) return lines;
  if (found?.kind === "file") {
    const owner = found.file.package === null ? "of no package" : `of the package ${found.file.package}`;
    return [`${path}: dropped (policy ${policy}); the original has it, ${bytesText(found.file.bytes)}, ${owner}`];
  }
  const link = (found?.kind === "nothing" ? found.endsAt : undefined) ?? parents(path).find((parent) => kept[parent] !== undefined);
  if (link !== undefined) return [`${path}: ${link} is no directory but a link or a file of the image; ask for the path it leads to`];
  return tree === undefined
    ? [`${path}: not in the slim image (policy ${policy}); the original may not have it either`]
    : [`${path}: not in the original image, hence not in the slim one`];
}

function dropped(files: readonly { readonly rule: string | null; readonly bytes: number }[]): string {
  const gone = files.filter(({ rule }) => rule === null);
  const bytes = gone.reduce((sum, file) => sum + file.bytes, 0);
  return gone.length === 0 ? "; nothing below it was dropped" : `; ${plural(gone.length, "file")} (${bytesText(bytes)}) were dropped`;
}

const parents = (path: string): readonly string[] =>
  path.split("/").flatMap((_, index, parts) => (index < 2 ? [] : parts.slice(0, index).join("/")));
