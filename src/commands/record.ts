import { dirname, resolve } from "node:path";
import type { ContinueAfter } from "../model/continue-after.js";
import { printable } from "../model/printable.js";
import { plural, shortId } from "../pipeline/recorded.js";
import { record, type RecordResult } from "../pipeline/record.js";
import { openWorkspace } from "../workspace/index.js";
import { openAttendant } from "./continue-after.js";
import { openUi } from "./open-ui.js";
import { copyOptions, type CopyFlags } from "../api/copies.js";
import { openCompose, openWorkingEngine } from "../api/engine.js";
import { needFolder } from "../api/paths.js";
import { findSource, workspaceParent, type SourceFlags } from "./source.js";

export type RecordFlags = SourceFlags &
  CopyFlags & {
    readonly continueAfter?: readonly ContinueAfter[];
    readonly into?: string;
    readonly replace?: boolean;
    readonly readyTimeout: number;
    readonly denyDockerSocket?: boolean;
    readonly probeWrites?: boolean;
    readonly json?: boolean;
    readonly quiet?: boolean;
  };

/** Records what a stack uses while it is given what the modes say; resolves to the exit code: 1 when one of them failed, which the recording has all the same. */
export async function recordCommand(files: readonly string[], flags: RecordFlags, version: string, signal: AbortSignal): Promise<0 | 1> {
  const { source, config } = await findSource(files, flags);
  const into = flags.into === undefined ? undefined : resolve(flags.into);
  if (into !== undefined) await needFolder("folder", dirname(into), "Make the folder first, or give --into another place.");
  const { ui, mode } = openUi(flags);
  const modes = flags.continueAfter ?? config.continueAfter ?? [{ kind: "enter" }];
  const attendant = openAttendant(ui, mode, modes, true);
  const engine = await openWorkingEngine();
  let result: RecordResult;
  try {
    const warn = (detail: string): void => ui.emit({ type: "warning", stage: "load", detail });
    await using workspace = await openWorkspace(workspaceParent(source), { madeBy: `stack-slim ${version}`, warn });
    result = await record(
      {
        ...{ source, config, modes },
        readyWithinMs: flags.readyTimeout * 1000,
        denyDockerSocket: flags.denyDockerSocket === true,
        replace: flags.replace === true,
        ...copyOptions(flags, config),
        ...(flags.probeWrites === undefined ? {} : { probeWrites: flags.probeWrites }),
        ...(into === undefined ? {} : { into }),
      },
      { engine, compose: openCompose(), workspace, emit: ui.emit, signal, attendant },
    );
  } finally {
    await ui.finish();
  }
  process.stdout.write(flags.json === true ? `${JSON.stringify(result)}\n` : printable(`${told(result).join("\n")}\n`));
  return result.failed.length > 0 ? 1 : 0;
}

const told = ({ file, services, others, failed }: RecordResult): readonly string[] => [
  `Recorded into ${file}:`,
  ...services.map(({ head, before }) => {
    const { service, facts, sessions, imageId } = head;
    return `  ${service} (${shortId(imageId)}): ${String(facts)} facts, ${String(facts - before)} of them new, ${plural(sessions.length)}`;
  }),
  ...others.map((service) => `  ${service}: what was recorded of another image stays in the file, apart, and isn't used for this one`),
  ...failed.map((error) => `FAILED, recorded all the same: ${error}`),
  ...(services.length === 0
    ? ["  nothing: no service was started"]
    : ["The next `stack-slim apply` uses it where it lies in the workspace."]),
];
