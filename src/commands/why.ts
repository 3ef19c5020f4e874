import { dirname } from "node:path";
import { StackSlimError } from "../model/errors.js";
import type { Reason } from "../model/slim-image.js";
import { keepFile, type StoredKeepSet } from "../pipeline/write-report.js";
import { readBeside } from "../workspace/index.js";
import { findSource } from "./source.js";

/** Says whether a path of a service's image stays, by which rule, and what pulled it in, back to what was observed. */
export async function whyCommand(service: string, path: string, files: readonly string[]): Promise<void> {
  const { source } = await findSource(files, {});
  const folder = dirname(source.files[0] ?? source.projectDirectory);
  const text = await readBeside(folder, keepFile(service));
  if (text === undefined)
    throw new StackSlimError(`No slim image of ${service} is known in ${folder}/.stack-slim.`, {
      code: "why.unknown-service",
      exitCode: 2,
      hint: "Check the service's name; run `stack-slim apply` first.",
    });
  const { kept, policy } = JSON.parse(text) as StoredKeepSet;
  process.stdout.write(`${explain(path, kept, policy).join("\n")}\n`);
}

function explain(path: string, kept: Readonly<Record<string, Reason>>, policy: string): readonly string[] {
  const below = Object.keys(kept).filter((other) => other.startsWith(`${path.replace(/\/$/, "")}/`));
  if (below.length > 0) return [`${path} is a directory: every directory stays, with ${String(below.length)} files below it`];
  const lines: string[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = path; next !== undefined && !seen.has(next); next = kept[next]?.from) {
    seen.add(next);
    const reason: Reason | undefined = kept[next];
    if (reason !== undefined) lines.push(`${"  ".repeat(lines.length)}${next}: kept by the rule ${reason.rule}: ${reason.why}`);
  }
  return lines.length > 0 ? lines : [`${path}: not in the slim image (policy ${policy}); the original may not have it either`];
}
