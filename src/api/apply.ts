import { resolve } from "node:path";
import { StackSlimError } from "../model/errors.js";
import type { Report } from "../model/report.js";
import { apply as applyStack, type ApplyInput } from "../pipeline.js";
import { outputPlace, wellKnownPaths } from "../pipeline/output-place.js";
import { refuseForeign } from "../pipeline/written-files.js";
import { pushTarget } from "../stack/push-names.js";
import { gateFailures } from "../report/index.js";
import { openWorkspace } from "../workspace/index.js";
import { applyDefaults, type ApplyOptions, type ApplyResult } from "./apply-options.js";
import { checkOutput } from "./check-output.js";
import { copyOptions } from "./copies.js";
import { openCompose, openWorkingEngine } from "./engine.js";
import { findStack, workspaceParent } from "./find-stack.js";
import { underControl } from "./run-control.js";
import { version } from "./version.js";

/**
 * Profiles the stack, makes slim images, proves a combination of them, and writes the slim compose file, the report and what the next run goes on with
 * (`.stack-slim/` beside the compose file, locked meanwhile: a second run on the same folder is refused, runs on other folders may go beside it).
 * However it settles, all it leaves in the engine are slim images, and originals that it had to pull or build.
 * @throws StackSlimError exit 2 for wrong options, compose files or configuration, 3 for the environment; the signal's reason after an abort.
 */
export function apply(options: ApplyOptions = {}): Promise<ApplyResult> {
  return underControl(options, async ({ signal, emit }) => {
    const stack = await findStack(options);
    const continueAfter = options.continueAfter ?? stack.config.continueAfter ?? [];
    const input = { ...stack, options: { ...runOptions(options), ...copyOptions(options, stack.config), continueAfter } };
    const { output, kinds } = input.options;
    await checkOutput(output, input.source.files, kinds);
    const attendant = options.openAttendant?.(continueAfter, options.continueAfter !== undefined);
    const engine = await openWorkingEngine();
    signal.throwIfAborted();
    const warn = (detail: string): void => emit({ type: "warning", stage: "load", detail });
    await using workspace = await openWorkspace(workspaceParent(input.source), { madeBy: `stack-slim ${version}`, warn });
    await refuseForeign(workspace, wellKnownPaths(kinds, outputPlace(output, input.source.files, kinds), input.source.files));
    const report = await applyStack(input, {
      engine,
      compose: openCompose(),
      workspace,
      emit,
      signal,
      ...(attendant === undefined ? {} : { attendant }),
    });
    return resultOf(report, options);
  });
}

function runOptions(options: ApplyOptions): Omit<ApplyInput["options"], "cloneVolumes" | "mostCopyBytes"> {
  const maxBoots = above0("maxBoots", options.maxBoots, { whole: true }) ?? applyDefaults.maxBoots;
  const maxMinutes = above0("maxMinutes", options.maxMinutes);
  const parallel = above0("parallel", options.parallel, { whole: true });
  const readyTimeout = above0("readyTimeout", options.readyTimeout) ?? applyDefaults.readyTimeout;
  return {
    maxBoots,
    ...(maxMinutes === undefined ? {} : { maxMinutes }),
    ...(parallel === undefined ? {} : { parallel }),
    weigh: options.weigh ?? applyDefaults.weigh,
    readyWithinMs: readyTimeout * 1000,
    fresh: options.fresh === true,
    denyDockerSocket: options.denyDockerSocket === true,
    confine: { seccomp: options.seccomp ?? "off", apparmor: options.apparmor === true },
    ...(options.probeWrites === undefined ? {} : { probeWrites: options.probeWrites }),
    kinds: options.emit ?? applyDefaults.emit,
    ...(options.push === undefined ? {} : { push: pushTarget(options.push) }),
    ...(options.output === undefined ? {} : { output: resolve(options.cwd ?? "", options.output) }),
  };
}

function above0(name: string, value: number | undefined, { whole = false } = {}): number | undefined {
  if (value === undefined || (value > 0 && (whole ? Number.isInteger(value) : Number.isFinite(value)))) return value;
  throw new StackSlimError(`The option ${name} is ${String(value)}; a ${whole ? "whole " : ""}number above 0 is expected.`, {
    code: "usage.option",
    exitCode: 2,
  });
}

function resultOf(report: Report, { minSaved, requireAllSlim = false }: ApplyOptions): ApplyResult {
  const failures = gateFailures(report, { ...(minSaved === undefined ? {} : { minSaved }), requireAllSlim });
  const reason = report.outcome.label === "NONE" ? "nothing-better" : failures.length > 0 ? "less-than-asked" : "accepted";
  return { report, reason, failures };
}
