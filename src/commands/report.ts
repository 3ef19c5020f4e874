import { writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { StackSlimError } from "../model/errors.js";
import { reporters, type ReportFormat } from "../report/index.js";
import { needFolder } from "./paths.js";
import { reportOptions } from "./report-options.js";
import { findSource, workspaceParent, type FileFlags } from "./source.js";
import { storedReport } from "./stored-report.js";

export type ReportFlags = FileFlags & { readonly format: string; readonly output?: string };

/** Shows the stored report of the last apply. @throws StackSlimError exit 2 when there is none, it can't be read, or the output can't be written. */
export async function reportCommand(files: readonly string[], { format, output, ...flags }: ReportFlags): Promise<void> {
  const { source } = await findSource(files, flags);
  const folder = workspaceParent(source);
  const report = await storedReport(folder);
  const render = await reporters[format as ReportFormat]();
  if (output === undefined) process.stdout.write(render(report, reportOptions(process.stdout, process.env)));
  else await write(resolve(output), render(report, {}));
}

async function write(path: string, text: string): Promise<void> {
  await needFolder("folder", dirname(path), "Make the folder first, or give -o another place.");
  await writeFile(path, text).catch((cause: unknown) => {
    throw new StackSlimError(`The report can't be written to ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: "usage.output",
      exitCode: 2,
      hint: "Give -o a file in a folder that can be written.",
      cause,
    });
  });
}
