import { resolve } from "node:path";
import { apply } from "../pipeline.js";
import { outputPlace, wellKnownPaths } from "../pipeline/output-place.js";
import { refuseForeign } from "../pipeline/written-files.js";
import type { ContinueAfter } from "../model/continue-after.js";
import type { EmitKind } from "../model/emit-kind.js";
import type { Report } from "../model/report.js";
import { reporters } from "../report/index.js";
import { pushTarget } from "../stack/push-names.js";
import { chooseMode, createUi } from "../ui/index.js";
import { openWorkspace } from "../workspace/index.js";
import { openAttendant } from "./continue-after.js";
import { checkOutput } from "./check-output.js";
import { copyOptions, type CopyFlags } from "./copies.js";
import { openCompose, openEngine } from "./engine.js";
import { needGate } from "./gate.js";
import { reportOptions } from "./report-options.js";
import { findSource, workspaceParent, type SourceFlags } from "./source.js";

export type ApplyFlags = SourceFlags &
  CopyFlags & {
    readonly output?: string;
    readonly emit?: readonly EmitKind[];
    readonly push?: string;
    readonly maxBoots: number;
    readonly maxMinutes?: number;
    readonly parallel?: number;
    readonly weigh: "bytes" | "count";
    readonly readyTimeout: number;
    readonly fresh?: boolean;
    readonly denyDockerSocket?: boolean;
    readonly json?: boolean;
    readonly quiet?: boolean;
    readonly minSaved?: number;
    readonly requireAllSlim?: boolean;
    readonly continueAfter?: readonly ContinueAfter[];
    readonly probeWrites?: boolean;
  };

/** Runs apply; resolves to the exit code: 0 when the final combination passed every check, 1 when nothing better than the original was found, or less than asked for. */
export async function applyCommand(files: readonly string[], flags: ApplyFlags, version: string, signal: AbortSignal): Promise<0 | 1> {
  const { source, config } = await findSource(files, flags);
  const output = flags.output === undefined ? undefined : resolve(flags.output);
  const kinds = flags.emit ?? ["file"];
  const push = flags.push === undefined ? undefined : pushTarget(flags.push);
  await checkOutput(output, source.files, kinds);
  const { mode, colour } = chooseMode({
    json: flags.json === true,
    quiet: flags.quiet === true,
    isTTY: process.stderr.isTTY,
    environment: process.env,
  });
  const ui = createUi({ stream: process.stderr, mode, colour });
  const continueAfter = flags.continueAfter ?? config.continueAfter ?? [];
  const attendant = openAttendant(ui, mode, continueAfter, flags.continueAfter !== undefined);
  const engine = await openEngine();
  let report: Report;
  try {
    const warn = (detail: string): void => ui.emit({ type: "warning", stage: "load", detail });
    await using workspace = await openWorkspace(workspaceParent(source), { madeBy: `stack-slim ${version}`, warn });
    const options = {
      maxBoots: flags.maxBoots,
      ...(flags.maxMinutes === undefined ? {} : { maxMinutes: flags.maxMinutes }),
      ...(flags.parallel === undefined ? {} : { parallel: flags.parallel }),
      weigh: flags.weigh,
      readyWithinMs: flags.readyTimeout * 1000,
      fresh: flags.fresh === true,
      denyDockerSocket: flags.denyDockerSocket === true,
      continueAfter,
      ...(flags.probeWrites === undefined ? {} : { probeWrites: flags.probeWrites }),
      kinds,
      ...copyOptions(flags, config),
      ...(output === undefined ? {} : { output }),
      ...(push === undefined ? {} : { push }),
    };
    await refuseForeign(workspace, wellKnownPaths(kinds, outputPlace(output, source.files, kinds), source.files));
    report = await apply({ source, config, options }, { engine, compose: openCompose(), workspace, emit: ui.emit, signal, attendant });
  } finally {
    await ui.finish();
  }
  const render = await (flags.json === true ? reporters.json() : reporters.terminal());
  process.stdout.write(render(report, reportOptions(process.stdout, process.env)));
  needGate(report, flags);
  return report.outcome.label === "NONE" ? 1 : 0;
}
