import prettyBytes from "pretty-bytes";
import { StackSlimError } from "../model/errors.js";
import type { ExecResult } from "../model/ports.js";
import type { VolumeClone } from "../stack/isolate-options.js";
import { openCopier } from "./copier.js";
import type { RunContext } from "./run-context.js";

/** What the copier ends with. Source: sensor/copier/main.c. */
const tooLarge = 3;
const diskFull = 4;

/**
 * Makes the trial's volumes that begin with a copy of the user's. They belong to the trial's project, which has to be noted before: whoever removes
 * it removes them, however far this came.
 * @throws StackSlimError `boot.volume-too-large` (2) beyond the most that is copied, `engine.disk-full` (3), `boot.volume-copy` (3); the signal's reason.
 */
export async function fillVolumes(context: RunContext, project: string, clones: readonly VolumeClone[]): Promise<void> {
  if (clones.length === 0) return;
  const { engine, signal, runId, options } = context;
  await using copier = await openCopier(context);
  for (const [at, { from, to, labels: volumeLabels }] of clones.entries()) {
    signal.throwIfAborted();
    // A volume that is gone by now would be made by mounting it.
    if ((await engine.inspectVolume(from)) === undefined) throw vanished(from);
    const labels = { "stack-slim.run": runId, "stack-slim.role": "copier" };
    const command = ["/from", "/to", String(options.mostCopyBytes)];
    const fill = { name: `${project}-copier-${String(at + 1)}`, project, labels, volumeLabels, image: copier.image, command, from, to };
    const ended = await engine.fillVolume(fill, signal);
    signal.throwIfAborted();
    if (ended.exitCode !== 0) throw notCopied(from, ended, options.mostCopyBytes);
  }
}

function notCopied(volume: string, { exitCode, output }: ExecResult, mostBytes: number): StackSlimError {
  if (exitCode === tooLarge)
    return new StackSlimError(
      `volume ${volume} takes more than ${prettyBytes(mostBytes)}, the most that is copied for a boot (${prettyBytes(Number(output) || 0)} counted so far).`,
      {
        code: "boot.volume-too-large",
        exitCode: 2,
        hint: "Nothing of it was changed. Allow more with --max-copy (each boot copies it anew), or name a smaller volume in a second compose file for the run.",
      },
    );
  const why =
    exitCode === diskFull ? `the engine's disk is full (${output})` : output || `the copier ended with exit code ${String(exitCode)}`;
  return new StackSlimError(`volume ${volume} can't be copied for a trial: ${why}`, {
    code: exitCode === diskFull ? "engine.disk-full" : "boot.volume-copy",
    exitCode: 3,
    hint:
      exitCode === diskFull
        ? "Free room on the engine's disk: `docker system df` shows what takes it."
        : "Mend that, or run without --clone-volumes: its volume then begins empty.",
  });
}

const vanished = (volume: string): StackSlimError =>
  new StackSlimError(`volume ${volume} was removed from the engine while the run went on.`, {
    code: "boot.volume-copy",
    exitCode: 3,
    hint: "Run the same command again: it then goes by the volumes that are there.",
  });
