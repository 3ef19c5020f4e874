import { writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { StackSlimError } from "../model/errors.js";
import type { Measurement } from "../model/measurement.js";
import { printableJson } from "../model/printable.js";
import { measureStack } from "../pipeline/measure-stack.js";
import { markdownMeasurement, terminalMeasurement } from "../report/index.js";
import { openUi } from "./open-ui.js";
import { openWorkspace } from "../workspace/index.js";
import { openCompose, openWorkingEngine } from "../api/engine.js";
import { needFolder } from "../api/paths.js";
import { reportOptions } from "./report-options.js";
import { findSource, workspaceParent, type SourceFlags } from "./source.js";
import { storedJson } from "../api/stored-json.js";
import { storedReport } from "../api/stored-report.js";

export type MeasureFlags = Omit<SourceFlags, "policy"> & {
  readonly rounds: number;
  readonly load: string;
  readonly loadSeconds?: number;
  readonly readyTimeout: number;
  /** false: --no-pull. */
  readonly pull: boolean;
  readonly last?: boolean;
  readonly format: "terminal" | "markdown" | "json";
  readonly output?: string;
  readonly quiet?: boolean;
};

/** Measures the original and the slim stack of the last apply; with --last shows what was measured last. @throws StackSlimError exit 2 when there is no such result. */
export async function measureCommand(files: readonly string[], flags: MeasureFlags, version: string, signal: AbortSignal): Promise<void> {
  const output = flags.output === undefined ? undefined : resolve(flags.output);
  // A run takes minutes: that its result can't be written is said before.
  if (output !== undefined) await needFolder("folder", dirname(output), "Make the folder first, or give -o another place.");
  const measurement = flags.last === true ? await lastMeasurement(files, flags) : await measured(files, flags, version, signal);
  const options = output === undefined ? reportOptions(process.stdout, process.env) : {};
  const text =
    flags.format === "json"
      ? `${printableJson(measurement, 2)}\n`
      : flags.format === "markdown"
        ? markdownMeasurement(measurement)
        : terminalMeasurement(measurement, options);
  if (output === undefined) process.stdout.write(text);
  else await writeFile(output, text).catch((cause: unknown) => Promise.reject(cannotWrite(output, cause)));
}

async function lastMeasurement(files: readonly string[], flags: MeasureFlags): Promise<Measurement> {
  const { source } = await findSource(files, flags);
  const folder = workspaceParent(source);
  const hint = "Run `stack-slim measure` without --last.";
  const hints = { none: hint, damaged: hint };
  return storedJson({ folder, name: "measure.json", schema: "measure.schema.json", what: "measurement", hints, code: "measure" });
}

async function measured(files: readonly string[], flags: MeasureFlags, version: string, signal: AbortSignal): Promise<Measurement> {
  const { source, config } = await findSource(files, flags);
  const report = await storedReport(workspaceParent(source));
  const engine = await openWorkingEngine();
  const { ui } = openUi(flags);
  try {
    const warn = (detail: string): void => ui.emit({ type: "warning", stage: "load", detail });
    await using workspace = await openWorkspace(workspaceParent(source), { madeBy: `stack-slim ${version}`, warn });
    const options = {
      rounds: flags.rounds,
      load: flags.load,
      ...(flags.loadSeconds === undefined ? {} : { loadSeconds: flags.loadSeconds }),
      readyWithinMs: flags.readyTimeout * 1000,
      pull: flags.pull,
    };
    return await measureStack({ source, config, report, options }, { engine, compose: openCompose(), workspace, emit: ui.emit, signal });
  } finally {
    await ui.finish();
  }
}

const cannotWrite = (path: string, cause: unknown): StackSlimError =>
  new StackSlimError(`The measurement can't be written to ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    code: "usage.output",
    exitCode: 2,
    hint: "Give -o a file in a folder that can be written; `stack-slim measure --last` shows it without measuring again.",
    cause,
  });
