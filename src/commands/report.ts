import { appendFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { StackSlimError } from "../model/errors.js";
import type { Report } from "../model/report.js";
import { storedContents } from "../pipeline/stored-contents.js";
import { githubSummary, reporters, type ReportFormat, type ReportOptions } from "../report/index.js";
import { openFile } from "../ui/index.js";
import { readBeside } from "../workspace/index.js";
import { needGate, type GateFlags } from "./gate.js";
import { needFolder } from "../api/paths.js";
import { reportOptions } from "./report-options.js";
import { findSource, workspaceParent, type FileFlags } from "./source.js";
import { storedReport } from "../api/stored-report.js";

export type ReportFlags = FileFlags & GateFlags & { readonly format?: ReportFormat; readonly output?: string; readonly open?: boolean };

/**
 * Shows the stored report of the last apply.
 * @throws StackSlimError exit 1 when it is less than the gate asks for; exit 2 when there is none, it can't be read, or the output can't be written.
 */
export async function reportCommand(files: readonly string[], flags: ReportFlags): Promise<void> {
  const { open = false, output } = flags;
  const format = flags.format ?? (open ? "html" : "terminal");
  if (open && format !== "html")
    throw new StackSlimError("--open shows HTML.", { code: "usage.open", exitCode: 2, hint: "Leave --format out." });
  const { source } = await findSource(files, flags);
  const folder = workspaceParent(source);
  const report = await storedReport(folder);
  const file = output !== undefined ? resolve(output) : open ? join(folder, ".stack-slim", "report.html") : undefined;
  if (format === "github") await toGithub(report, file);
  else {
    const render = await reporters[format]();
    const contents = format === "html" ? await contentsIn(folder, report) : {};
    if (file === undefined) process.stdout.write(render(report, { ...reportOptions(process.stdout, process.env), ...contents }));
    else await write(file, render(report, contents));
  }
  if (open && file !== undefined) {
    await openFile(file, process.env, process.platform);
    process.stdout.write(`${file}\n`);
  }
  needGate(report, flags);
}

const contentsIn = async (folder: string, { services }: Report): Promise<Pick<ReportOptions, "contents">> => ({
  contents: await storedContents(
    services.map(({ name }) => name),
    (name) => readBeside(folder, name),
  ),
});

/** Annotations go to standard output, where the runner looks for them; the job's summary where it says, or to `file`, or after them. */
async function toGithub(report: Report, file: string | undefined): Promise<void> {
  const render = await reporters.github();
  // Paths of annotations are relative to the repository.
  const root = process.env["GITHUB_WORKSPACE"] ?? process.cwd();
  process.stdout.write(render(report, { annotate: (path) => relative(root, path) }));
  const summary = process.env["GITHUB_STEP_SUMMARY"] ?? "";
  if (file !== undefined) await write(file, githubSummary(report));
  else if (summary !== "") await written(summary, appendFile(summary, githubSummary(report)));
  else process.stdout.write(`\n${githubSummary(report)}`);
}

async function write(path: string, text: string): Promise<void> {
  await needFolder("folder", dirname(path), "Make the folder first, or give -o another place.");
  await written(path, writeFile(path, text));
}

const written = (path: string, writing: Promise<void>): Promise<void> =>
  writing.catch((cause: unknown) => {
    throw new StackSlimError(`The report can't be written to ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: "usage.output",
      exitCode: 2,
      hint: "Give -o a file in a folder that can be written.",
      cause,
    });
  });
