import { apply } from "../api/apply.js";
import type { ApplyOptions } from "../api/apply-options.js";
import type { CopyFlags } from "../api/copies.js";
import type { ContinueAfter } from "../model/continue-after.js";
import type { EmitKind } from "../model/emit-kind.js";
import { reporters } from "../report/index.js";
import { openAttendant } from "./continue-after.js";
import { openUi } from "./open-ui.js";
import { needGate } from "./gate.js";
import { reportOptions } from "./report-options.js";
import { stackOptions, type SourceFlags } from "./source.js";

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
    readonly seccomp?: boolean;
    readonly applySeccomp?: boolean;
    readonly apparmor?: boolean;
    readonly json?: boolean;
    readonly quiet?: boolean;
    readonly minSaved?: number;
    readonly requireAllSlim?: boolean;
    readonly continueAfter?: readonly ContinueAfter[];
    readonly probeWrites?: boolean;
  };

/** Runs apply; resolves to the exit code: 0 when the final combination passed every check, 1 when nothing better than the original was found, or less than asked for. */
export async function applyCommand(files: readonly string[], flags: ApplyFlags, signal: AbortSignal): Promise<0 | 1> {
  const { ui, mode } = openUi(flags);
  const running = apply({
    ...flags,
    ...stackOptions(files, flags),
    ...confineOptions(flags),
    openAttendant: (modes, given) => openAttendant(ui, mode, modes, given),
    signal,
    onEvent: ui.emit,
  });
  const { report, reason } = await running.finally(() => ui.finish());
  const render = await (flags.json === true ? reporters.json() : reporters.terminal());
  process.stdout.write(render(report, reportOptions(process.stdout, process.env)));
  needGate(report, flags);
  return reason === "accepted" ? 0 : 1;
}

const confineOptions = ({ seccomp, applySeccomp, apparmor }: ApplyFlags): Required<Pick<ApplyOptions, "seccomp" | "apparmor">> => ({
  seccomp: applySeccomp === true ? "apply" : seccomp === true ? "write" : "off",
  apparmor: apparmor === true,
});
