import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Report } from "../model/report.js";
import { StackSlimError } from "../model/errors.js";
import { reporters, type ReportFormat } from "../report/index.js";
import { readBeside } from "../workspace/index.js";
import { reportOptions } from "./report-options.js";
import { findSource } from "./source.js";

/** Shows the stored report of the last apply. @throws StackSlimError exit 2 when there is none or it can't be read. */
export async function reportCommand(files: readonly string[], flags: { readonly format: string; readonly output?: string }): Promise<void> {
  const { source } = await findSource(files, {});
  const folder = dirname(source.files[0] ?? source.projectDirectory);
  const report = parseReport(await readBeside(folder, "report.json"), folder);
  const render = await reporters[flags.format as ReportFormat]();
  const text = render(report, flags.output === undefined ? reportOptions(process.stdout, process.env) : {});
  if (flags.output === undefined) process.stdout.write(text);
  else await writeFile(flags.output, text);
}

function parseReport(text: string | undefined, folder: string): Report {
  if (text === undefined)
    throw new StackSlimError(`There is no report in ${folder}/.stack-slim.`, {
      code: "report.none",
      exitCode: 2,
      hint: "Run `stack-slim apply` on this stack first.",
    });
  try {
    const report = JSON.parse(text) as Report;
    if (report.version === 1 && Array.isArray(report.services)) return report;
  } catch {
    // Told below, with everything else that is no report.
  }
  throw new StackSlimError(`${folder}/.stack-slim/report.json is damaged, or of another version.`, {
    code: "report.damaged",
    exitCode: 2,
    hint: "Run `stack-slim apply` again: it makes the report anew without booting anything that did not change.",
  });
}
