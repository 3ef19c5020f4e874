import { constants } from "node:fs";
import { access } from "node:fs/promises";
import type { EmitKind } from "../model/emit-kind.js";
import { StackSlimError } from "../model/errors.js";
import { outputPlace } from "../pipeline/output-place.js";
import { needFolder } from "./paths.js";

/** A run takes minutes: that its result can't be written is said before, not after. @throws StackSlimError exit 2. */
export async function checkOutput(output: string | undefined, inputs: readonly string[], kinds: readonly EmitKind[]): Promise<void> {
  const { folder } = outputPlace(output, inputs, kinds);
  if (folder === undefined) return;
  const mend = "Make the folder first, or give -o another place: a folder, or a file that ends in .yml, .yaml or .json.";
  await needFolder("folder", folder, mend);
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw new StackSlimError(`${folder} can't be written.`, { code: "usage.output", exitCode: 2, hint: "Give -o another folder.", cause });
  });
}
