import { posix } from "node:path";
import { StackSlimError } from "../model/errors.js";
import { printable } from "../model/printable.js";
import type { Reason } from "../model/slim-image.js";
import { keepFile, type StoredKeepSet } from "../pipeline/write-report.js";
import { readBeside } from "../workspace/index.js";
import { findSource, workspaceParent, type FileFlags } from "./source.js";

/** Says whether a path of a service's image stays, by which rule, and what pulled it in, back to what was observed. */
export async function whyCommand(service: string, path: string, files: readonly string[], flags: FileFlags): Promise<void> {
  if (!path.startsWith("/"))
    throw new StackSlimError(`${path} is no absolute path of an image.`, {
      code: "usage.image-path",
      exitCode: 2,
      hint: "Write it as the container sees it, from the root: /usr/bin/env.",
    });
  const { source } = await findSource(files, flags);
  const folder = workspaceParent(source);
  const text = await readBeside(folder, keepFile(service));
  if (text === undefined)
    throw new StackSlimError(`No slim image of ${service} is known in ${folder}/.stack-slim.`, {
      code: "why.unknown-service",
      exitCode: 2,
      hint: "Check the service's name; run `stack-slim apply` first.",
    });
  const { kept, policy } = parseKeepSet(text, `${folder}/.stack-slim/${keepFile(service)}`);
  process.stdout.write(printable(`${explain(normal(path), kept, policy).join("\n")}\n`));
}

function parseKeepSet(text: string, file: string): Pick<StoredKeepSet, "kept" | "policy"> {
  try {
    const stored = JSON.parse(text) as Partial<StoredKeepSet> | null;
    if (typeof stored?.kept === "object" && stored.policy !== undefined) return { kept: stored.kept, policy: stored.policy };
  } catch {
    // Told below, with everything else that is no keep-set.
  }
  throw new StackSlimError(`${file} is damaged, or of another version.`, {
    code: "why.damaged",
    exitCode: 2,
    hint: "Run `stack-slim apply` again: it makes the file anew without booting anything that did not change.",
  });
}

/** As keep-sets write it: one slash between parts, none at the end. */
const normal = (path: string): string => posix.normalize(`/${path}`).replace(/(?<=.)\/$/, "");

function explain(path: string, kept: Readonly<Record<string, Reason>>, policy: string): readonly string[] {
  const below = Object.keys(kept).filter((other) => other.startsWith(path === "/" ? path : `${path}/`)).length;
  if (below > 0) return [`${path} is a directory: every directory stays, with ${String(below)} ${below === 1 ? "file" : "files"} below it`];
  const lines: string[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = path; next !== undefined && !seen.has(next); next = kept[next]?.from) {
    seen.add(next);
    const reason: Reason | undefined = kept[next];
    if (reason !== undefined) lines.push(`${"  ".repeat(lines.length)}${next}: kept by the rule ${reason.rule}: ${reason.why}`);
  }
  if (lines.length > 0) return lines;
  const link = parents(path).find((parent) => kept[parent] !== undefined);
  return link === undefined
    ? [`${path}: not in the slim image (policy ${policy}); the original may not have it either`]
    : [`${path}: ${link} is no directory but a link or a file of the image; ask for the path it leads to`];
}

const parents = (path: string): readonly string[] =>
  path.split("/").flatMap((_, index, parts) => (index < 2 ? [] : parts.slice(0, index).join("/")));
