import { randomBytes } from "node:crypto";
import { StackSlimError } from "../model/errors.js";
import type { StackSource } from "../model/stack.js";
import { loadStack } from "../stack/load.js";
import { type EmitContext, emitStage, type EmitRequest, type Emitted } from "./emit-stage.js";
import { needSameStack, provenFile, readProven } from "./proven-images.js";
import { needImages } from "./push-images.js";

type EmitAgain = {
  readonly source: StackSource;
  /** The one that the workspace is in. */
  readonly folder: string;
  readonly request: EmitRequest;
};

/**
 * What the last apply proved, written once more. @throws StackSlimError exit 1 when that is nothing; as readProven, needSameStack, needImages and
 * emitStage do, with everything left as it was.
 */
export async function emitAgain({ source, folder, request }: EmitAgain, ports: Omit<EmitContext, "stack" | "runId">): Promise<Emitted> {
  const images = readProven(await ports.workspace.readText(provenFile), folder);
  if (Object.keys(images).length === 0) throw nothingProved();
  const stack = await loadStack(ports.compose, source, ports.warn);
  needSameStack(stack, images);
  if (ports.engine !== undefined) await needImages(ports.engine, images);
  const context = { ...ports, stack, runId: randomBytes(4).toString("hex") };
  return emitStage(context, images, request, (error) => {
    throw error;
  });
}

const nothingProved = (): StackSlimError =>
  new StackSlimError("The last apply found nothing better than the original stack: there is nothing to emit.", {
    code: "emit.nothing",
    exitCode: 1,
    hint: "`stack-slim report` says why.",
  });
