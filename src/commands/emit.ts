import { resolve } from "node:path";
import type { EmitKind } from "../model/emit-kind.js";
import { printable, printableJson } from "../model/printable.js";
import { emitAgain } from "../pipeline/emit-again.js";
import { shellWord } from "../report/index.js";
import { pushTarget } from "../stack/push-names.js";
import { openWorkspace } from "../workspace/index.js";
import { checkOutput } from "../api/check-output.js";
import { engineIfAny, openCompose, openEngine } from "../api/engine.js";
import { findSource, workspaceParent, type SourceFlags } from "./source.js";

export type EmitFlags = SourceFlags & {
  readonly emit?: readonly EmitKind[];
  readonly output?: string;
  readonly push?: string;
  readonly json?: boolean;
};

/**
 * Writes what the last apply proved once more, boots nothing. Without an engine what it wrote can't be compared with the images that are there.
 * @throws StackSlimError exit 1 when nothing was proved; exit 2 when there is no result, or the stack is another one; exit 3 when it can't be pushed.
 */
export async function emitCommand(files: readonly string[], flags: EmitFlags, version: string, signal: AbortSignal): Promise<void> {
  const { source } = await findSource(files, flags);
  const kinds = flags.emit ?? ["file"];
  const output = flags.output === undefined ? undefined : resolve(flags.output);
  const push = flags.push === undefined ? undefined : pushTarget(flags.push);
  await checkOutput(output, source.files, kinds);
  const engine = push === undefined ? await engineIfAny() : { engine: await openEngine() };
  const say = (message: string): void => void process.stderr.write(printable(`${message}\n`));
  const warn = (message: string): void => say(`Warning: ${message}`);
  await using workspace = await openWorkspace(workspaceParent(source), { madeBy: `stack-slim ${version}`, warn });
  const request = { kinds, ...(output === undefined ? {} : { output }), ...(push === undefined ? {} : { push }) };
  const ports = { compose: openCompose(), workspace, warn, note: say, signal, ...("engine" in engine ? engine : {}) };
  const { emissions, images } = await emitAgain({ source, folder: workspaceParent(source), request }, ports);
  if (flags.json === true) {
    process.stdout.write(`${printableJson({ images, emissions }, 2)}\n`);
    return;
  }
  for (const { files: written, use } of emissions) {
    for (const file of written) process.stdout.write(printable(`${file}\n`));
    process.stdout.write(printable(`  ${use.map(shellWord).join(" ")}\n`));
  }
}
