import { dirname, resolve } from "node:path";
import { apply } from "../pipeline.js";
import type { Report } from "../model/report.js";
import { reporters } from "../report/index.js";
import { chooseMode, createUi } from "../ui/index.js";
import { openWorkspace } from "../workspace/index.js";
import { openCompose, openEngine } from "./engine.js";
import { reportOptions } from "./report-options.js";
import { findSource, type SourceFlags } from "./source.js";

export type ApplyFlags = SourceFlags & {
  readonly output?: string;
  readonly maxBoots: number;
  readonly readyTimeout: number;
  readonly fresh?: boolean;
  readonly denyDockerSocket?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

/** Runs apply; resolves to the exit code: 0 when the final combination passed every check, 1 when nothing better than the original was found. */
export async function applyCommand(files: readonly string[], flags: ApplyFlags, version: string, signal: AbortSignal): Promise<0 | 1> {
  const { source, config } = await findSource(files, flags);
  const engine = await openEngine();
  const { mode, colour } = chooseMode({ json: flags.json === true, quiet: flags.quiet === true, isTTY: process.stderr.isTTY, environment: process.env });
  const ui = createUi({ stream: process.stderr, mode, colour });
  let report: Report;
  try {
    const folder = dirname(source.files[0] ?? source.projectDirectory);
    const warn = (detail: string): void => ui.emit({ type: "warning", stage: "load", detail });
    await using workspace = await openWorkspace(folder, { madeBy: `stack-slim ${version}`, warn });
    const options = {
      maxBoots: flags.maxBoots,
      readyWithinMs: flags.readyTimeout * 1000,
      fresh: flags.fresh === true,
      denyDockerSocket: flags.denyDockerSocket === true,
      ...(flags.output === undefined ? {} : { output: resolve(flags.output) }),
    };
    report = await apply({ source, config, options }, { engine, compose: openCompose(), workspace, emit: ui.emit, signal });
  } finally {
    await ui.finish();
  }
  const render = await (flags.json === true ? reporters.json() : reporters.terminal());
  process.stdout.write(render(report, reportOptions(process.stdout, process.env)));
  return report.outcome.label === "NONE" ? 1 : 0;
}
