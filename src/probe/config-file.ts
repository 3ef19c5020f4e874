import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { StackSlimError } from "../model/errors.js";
import { messageOf } from "./explain.js";

/** The bytes of a file that a step or a probe names, relative to the folder of the config file. @throws StackSlimError `probe.file` (exit 2). */
export const readConfigFile = async (path: string, cwd: string): Promise<Buffer> => {
  try {
    return await readFile(resolve(cwd, path));
  } catch (cause) {
    throw new StackSlimError(`the file ${path} can't be read: ${messageOf(cause)}`, {
      code: "probe.file",
      exitCode: 2,
      hint: "name it relative to the folder of stack-slim.yml",
      cause,
    });
  }
};
