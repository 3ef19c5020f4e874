import { dirname, join, resolve } from "node:path";
import { StackSlimError } from "../model/errors.js";
import { printable } from "../model/printable.js";
import { plural, shortId } from "../pipeline/recorded.js";
import { isAbsentFile, type MergedHead, Recording, recordingName, sectionsOf, writeMerged } from "../pipeline/trace-files.js";
import type { TraceHead } from "../profile/index.js";
import { openWorkspace } from "../workspace/index.js";
import { needFile, needFolder } from "../api/paths.js";
import { findSource, workspaceParent, type FileFlags } from "./source.js";

export type TraceFlags = FileFlags & { readonly json?: boolean };

/** Writes trace files as one. @throws StackSlimError exit 2 when one of them, or what lies at `output`, is no trace file. */
export async function traceMergeCommand(
  files: readonly string[],
  { output, json }: TraceFlags & { readonly output: string },
): Promise<void> {
  const target = resolve(output);
  await needFolder("folder", dirname(target), "Make the folder first, or give -o another place.");
  await refuseForeign(target);
  const sources = await allNamed(files);
  tell(target, await writeMerged(sources.map(sectionsOf), target), json);
}

/** Merges trace files into this stack's recording. */
export async function traceImportCommand(files: readonly string[], { json, ...flags }: TraceFlags): Promise<void> {
  const sources = await allNamed(files);
  const { source } = await findSource([], flags);
  const warn = (message: string): void => void process.stderr.write(printable(`${message}\n`));
  await using workspace = await openWorkspace(workspaceParent(source), { madeBy: "stack-slim trace", warn });
  const target = join(workspace.directory, recordingName);
  const earlier = (await Recording.open(target)).heads().length === 0 ? [] : [target];
  tell(target, await writeMerged([...earlier, ...sources].map(sectionsOf), target), json);
}

/** What trace files hold; without a name this stack's recording. */
export async function traceShowCommand(files: readonly string[], { json, ...flags }: TraceFlags): Promise<void> {
  const named = files.length > 0 ? await allNamed(files) : [await ownRecording(flags)];
  for (const file of named) {
    const heads = (await Recording.open(file)).heads();
    const text = json === true ? JSON.stringify({ file, services: heads }) : printable([file, ...table(heads)].join("\n"));
    process.stdout.write(`${text}\n`);
  }
}

async function ownRecording(flags: FileFlags): Promise<string> {
  const { source } = await findSource([], flags);
  const file = join(workspaceParent(source), ".stack-slim", recordingName);
  await needFile("recording", file, undefined).catch((cause: unknown) => {
    if (!(cause instanceof StackSlimError) || cause.code !== "usage.no-file") throw cause;
    throw new StackSlimError(`Nothing is recorded of this stack: there is no ${file}.`, {
      code: "trace.none",
      exitCode: 2,
      hint: "Run `stack-slim record`, or `stack-slim trace import FILE`.",
      cause,
    });
  });
  return file;
}

async function allNamed(files: readonly string[]): Promise<readonly string[]> {
  const named = files.map((file) => resolve(file));
  for (const file of named) await needFile("trace file", file);
  return named;
}

/** What is no trace file is not written over. */
async function refuseForeign(target: string): Promise<void> {
  const there = sectionsOf(target);
  try {
    await there.next();
  } catch (error) {
    if (!isAbsentFile(error)) throw error;
  } finally {
    await there.return(undefined);
  }
}

const tell = (file: string, merged: readonly MergedHead[], json: boolean | undefined): void => {
  const heads = merged.map(({ head }) => head);
  process.stdout.write(
    json === true ? `${JSON.stringify({ file, services: heads })}\n` : printable(`${[`Written ${file}:`, ...table(heads)].join("\n")}\n`),
  );
};

const table = (heads: readonly TraceHead[]): readonly string[] => {
  const rows = heads.map(({ service, image, imageId, facts, sessions }) => {
    const last = sessions.at(-1);
    return [
      service,
      image,
      shortId(imageId),
      plural(sessions.length),
      `${String(facts)} facts`,
      last === undefined ? "" : `last ${last.at} (${last.by.join(", ")})`,
    ];
  });
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.length === 0
    ? ["  nothing"]
    : rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd());
};
